// Runs before the first paint, so it is a classic script in old syntax.
(function () {
  try {
    var root = document.documentElement;
    var size = localStorage.getItem("jxb.size");
    var theme = localStorage.getItem("jxb.theme");
    if (size === "large" || size === "xlarge") root.setAttribute("data-size", size);
    if (theme === "light" || theme === "dark") root.setAttribute("data-theme", theme);
  } catch (error) {
    // Storage is forbidden in some embedded browsers: the defaults hold.
  }
})();
