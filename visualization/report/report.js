(function () {
  "use strict";
  var root = document.documentElement;
  var button = document.getElementById("language");

  /* An element near the top of the window that is shown in both languages: it stays where it is. */
  function anchor() {
    var at = document.elementFromPoint(window.innerWidth / 2, 90);
    while (at && at.closest && at.closest(".en, .zh")) { at = at.closest(".en, .zh").parentElement; }
    return at && at !== root && at !== document.body ? at : null;
  }

  function speak(language) {
    var fixed = anchor();
    var before = fixed ? fixed.getBoundingClientRect().top : 0;
    root.lang = language;
    if (fixed) { window.scrollBy(0, fixed.getBoundingClientRect().top - before); }
    try { window.sessionStorage.setItem("gongying-language", language); } catch (refused) { /* private window */ }
  }

  button.addEventListener("click", function () { speak(root.lang === "en" ? "zh-CN" : "en"); });
  try {
    var kept = window.sessionStorage.getItem("gongying-language");
    if (kept && kept !== root.lang) { root.lang = kept; }
  } catch (refused) { /* private window */ }

  /* A link into a folded part opens it. */
  function unfold() {
    var name = decodeURIComponent(window.location.hash.slice(1));
    var target = name && document.getElementById(name);
    for (var at = target; at; at = at.parentElement) { if (at.tagName === "DETAILS") { at.open = true; } }
    if (target) { target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", unfold);
  unfold();

  /* On paper everything is unfolded. */
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.filter.call(document.querySelectorAll("details"), function (one) { return !one.open; });
    opened.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (one) { one.open = false; }); });
})();
