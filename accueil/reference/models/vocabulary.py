"""Controlled vocabularies, edited by staff: a term in use is merged or retired."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ProtectedError, Q

from accueil.common.fields import WebAddressField
from accueil.common.models import FRENCH_ORDER


class TermQuerySet(models.QuerySet):
    def active(self):
        """Those offered for new use."""
        return self.filter(is_retired=False)

    def delete(self):
        """Refuse, with ProtectedError, as soon as one of the terms is in use."""
        for term in self:
            term.refuse_deletion_if_used()
        return super().delete()


class Term(models.Model):
    """One entry of a vocabulary."""

    name = models.CharField("libellé", max_length=150, db_collation=FRENCH_ORDER)
    slug = models.SlugField("identifiant d’URL", max_length=80, unique=True)
    definition = models.TextField("définition", blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)
    is_retired = models.BooleanField(
        "retiré",
        default=False,
        help_text="N’est plus proposé ; les fiches qui l’emploient le gardent.",
    )
    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="remplacé par",
        null=True,
        blank=True,
        related_name="replaces",
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def uses(self) -> int:
        """How many rows point at this term, its own children included.

        One query per relation.
        """
        return sum(
            relation.related_model._default_manager.filter(
                **{relation.field.name: self.pk}
            ).count()
            for relation in self._meta.related_objects
            if relation.field.name != "replaced_by"
            and not relation.related_model.__name__.startswith("Historical")
        )

    def refuse_deletion_if_used(self) -> None:
        if count := self.uses():
            raise ProtectedError(
                f"« {self} » est employé {count} fois : "
                "fusionnez-le avec un autre terme ou retirez-le.",
                {self},
            )

    def delete(self, *args, **kwargs):
        self.refuse_deletion_if_used()
        return super().delete(*args, **kwargs)


class Tree(Term):
    """A term that may have a parent."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="terme parent",
        null=True,
        blank=True,
        related_name="children",
    )

    class Meta(Term.Meta):
        abstract = True

    def ancestors(self) -> list:
        """Parent, grandparent… One query a level."""
        found, term = [], self.parent
        while term is not None and term not in found:
            found.append(term)
            term = term.parent
        return found

    def clean(self) -> None:
        super().clean()
        if self.parent and (self.parent == self or self in self.parent.ancestors()):
            raise ValidationError(
                {"parent": "Un terme ne peut pas descendre de lui-même."}
            )


class Theme(Tree):
    """What an initiative is about; two levels."""

    class Meta(Tree.Meta):
        abstract = False
        verbose_name = "thème"

    def clean(self) -> None:
        super().clean()
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": "Les thèmes n’ont que deux niveaux."})


class Audience(Tree):
    """Whom it is for, with the legal definition.

    ``scope`` keeps apart the unconditional reception of the Region's policy and the
    newcomers that article 2 of the contract defines: a branch never mixes them.
    """

    class Scope(models.TextChoices):
        UNCONDITIONAL = "unconditional", "accueil inconditionnel"
        NEWCOMERS = "newcomers", "étrangers primo-arrivants (article 2 du contrat)"
        ACROSS = "across", "transversal"

    code = models.CharField("code", max_length=10, unique=True)
    scope = models.CharField("périmètre", max_length=15, choices=Scope)

    class Meta(Tree.Meta):
        abstract = False
        verbose_name = "public"

    def clean(self) -> None:
        super().clean()
        if self.parent and self.parent.scope != self.scope:
            raise ValidationError(
                {
                    "parent": "Le parent relève d’un autre périmètre : l’accueil "
                    "inconditionnel et les primo-arrivants ne se mélangent pas."
                }
            )


class Competence(Term):
    """A legal competence or lever, and the level of government that holds it."""

    class Level(models.TextChoices):
        REGION = "region", "Région"
        DEPARTMENT = "department", "Département"
        LOCAL = "local", "commune ou intercommunalité"
        STATE = "state", "État"

    level = models.CharField("échelon", max_length=10, choices=Level)
    since_year = models.PositiveSmallIntegerField("depuis", null=True, blank=True)

    class Meta(Term.Meta):
        abstract = False
        verbose_name = "compétence"


class Scheme(Term):
    """A device, programme or plan (dispositif)."""

    carrier = models.CharField("porteur", max_length=200, blank=True)
    website = WebAddressField(
        "site internet",
        blank=True,
    )

    class Meta(Term.Meta):
        abstract = False
        verbose_name = "dispositif"


class Network(Term):
    """A network that organisations join."""

    website = WebAddressField(
        "site internet",
        blank=True,
    )

    class Meta(Term.Meta):
        abstract = False
        verbose_name = "réseau"
        verbose_name_plural = "réseaux"


class Goal(Term):
    """One of the 17 sustainable development goals of the United Nations."""

    number = models.PositiveSmallIntegerField("numéro", unique=True)

    class Meta(Term.Meta):
        abstract = False
        ordering = ["number"]
        verbose_name = "objectif de développement durable"
        verbose_name_plural = "objectifs de développement durable"

    def __str__(self) -> str:
        return f"ODD {self.number} – {self.name}"


class ObstacleKind(Term):
    """A kind of difficulty that initiatives meet."""

    theme = models.ForeignKey(
        Theme,
        models.PROTECT,
        verbose_name="thème",
        null=True,
        blank=True,
        related_name="obstacle_kinds",
    )

    class Meta(Term.Meta):
        abstract = False
        verbose_name = "nature de frein"
        verbose_name_plural = "natures de frein"


class LeverKind(Term):
    """A kind of answer to a difficulty, resting on a competence."""

    competence = models.ForeignKey(
        Competence,
        models.PROTECT,
        verbose_name="compétence",
        null=True,
        blank=True,
        related_name="lever_kinds",
    )

    class Meta(Term.Meta):
        abstract = False
        verbose_name = "nature de levier"
        verbose_name_plural = "natures de levier"


class Synonym(models.Model):
    """Expressions that a search takes for one another."""

    words = ArrayField(
        models.CharField(max_length=80),
        verbose_name="expressions équivalentes",
        help_text="Séparées par des virgules : CIR, contrat d’intégration.",
    )

    class Meta:
        verbose_name = "synonyme"
        ordering = ["words"]
        constraints = [
            models.CheckConstraint(
                name="synonym_has_two_expressions",
                condition=Q(words__len__gte=2),
                violation_error_message="Donnez au moins deux expressions.",
            ),
        ]

    def __str__(self) -> str:
        return " = ".join(self.words)
