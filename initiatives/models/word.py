"""The words that near spellings are chosen among."""

from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

from accueil.reference.spelling import swaps


class PublicWordQuerySet(models.QuerySet):
    def resembling(self, typed: Iterable[str]):
        """Those with trigrams of a word of ``typed``, and its swapped letters.

        More than its near spellings: ``near_words`` chooses. A short word whose letters
        are swapped has too few trigrams left to be found by them.
        """
        like = Q(word__in=[swapped for word in typed for swapped in swaps(word)])
        for word in typed:
            like |= Q(word__trigram_similar=word)
        return self.filter(like)


class PublicWord(models.Model):
    """A folded word of the titles and names of published sheets, with their number.

    Kept by the triggers ``initiatives_initiative_words_…``: a word comes with the first
    sheet published that bears it, and goes with the last. Drafts have none here.
    """

    word = models.CharField("mot", max_length=30, primary_key=True)
    sheets = models.IntegerField("fiches publiées")

    objects = PublicWordQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "mot public"
        verbose_name_plural = "mots publics"
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_trigrams")]

    def __str__(self) -> str:
        return self.word
