// Only browsers without ES modules run this: say where to turn instead of a dead page.
(function () {
  var note = document.createElement("p");
  note.className = "noscript";
  note.appendChild(document.createTextNode(
    "当前浏览器版本较旧，无法在线咨询。请升级浏览器或微信，或拨打 12393（医保）、12333（社保）。"
  ));
  document.querySelector(".welcome").appendChild(note);
})();
