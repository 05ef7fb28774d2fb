// The home page: a commune completed while one types.

import { completeCommune } from "./common/commune.js";

completeCommune(document.querySelector("[data-commune]"));
