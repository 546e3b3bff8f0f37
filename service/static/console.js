/* What the pages do beyond links and forms: keyboard, selection, charts, and sentences when something fails. */
(function () {
  "use strict";

  function field() { return document.querySelector("[data-search]"); }
  function isTyping(node) { return node.matches("input, textarea, select, [contenteditable]"); }

  /* Keyboard: "/" goes to the search, arrows (or j, k) walk through a list, Enter opens, Escape leaves. */
  function rows() { return Array.from(document.querySelectorAll("[data-rows] [data-row]")); }
  function walk(by) {
    var all = rows();
    if (!all.length) { return; }
    var at = all.findIndex(function (row) { return row.classList.contains("here"); });
    var next = Math.min(all.length - 1, Math.max(0, at + by));
    all.forEach(function (row, place) { row.classList.toggle("here", place === next); });
    all[next].scrollIntoView({ block: "nearest" });
    var link = all[next].querySelector("a[data-open]");
    if (link) { link.focus({ preventScroll: true }); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    var typing = isTyping(event.target), search = event.target === field();
    if (event.key === "/" && !typing && field()) {
      event.preventDefault();
      field().focus();
      field().select();
    } else if (event.key === "Escape" && typing) {
      event.target.blur();
    } else if (event.key === "ArrowDown" && (!typing || search)) {
      if (rows().length) { event.preventDefault(); walk(1); }
    } else if (event.key === "ArrowUp" && !typing) {
      if (rows().length) { event.preventDefault(); walk(-1); }
    } else if (event.key === "j" && !typing) { walk(1); } else if (event.key === "k" && !typing) { walk(-1); }
  });

  /* A select that is a filter asks again by itself; a button that prints. */
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submits]")) { event.target.form.requestSubmit(); }
  });
  document.addEventListener("click", function (event) {
    var node = event.target.closest("[data-print]");
    if (node) { window.print(); }
    var clear = event.target.closest("[data-clear]");
    if (clear) {
      var act = clear.closest(".act"), asked = act.closest(".item").querySelector("[hx-get]");
      act.replaceChildren();
      if (asked) { asked.focus(); }
    }
  });

  /* When a part of a page cannot be had, say so where it would have stood. */
  function say(text) {
    var place = document.getElementById("said");
    if (place) { place.textContent = text; place.className = "notice bad"; place.scrollIntoView({ block: "nearest" }); }
  }
  document.addEventListener("htmx:sendError", function () { say("网络不通，未能完成操作，请稍后重试。"); });
  document.addEventListener("htmx:timeout", function () { say("等待超时，请稍后重试。"); });
  document.addEventListener("htmx:responseError", function (event) {
    var text = "";
    try { text = JSON.parse(event.detail.xhr.responseText).detail; } catch (error) { text = ""; }
    say(text || "未能完成操作，请刷新页面后重试。");
  });

  /* Charts: the options come from the server, the table beside says the same in numbers. */
  var COLOURS = ["#1f4e8c", "#c2661b", "#2c7a4b", "#7a4f9a", "#5b6b7d", "#a3211c"];
  function draw(root) {
    if (!window.echarts) { return; }
    root.querySelectorAll("[data-chart]").forEach(function (node) {
      if (window.echarts.getInstanceByDom(node)) { return; }
      var chart = window.echarts.init(node, null, { renderer: "canvas" });
      chart.setOption(Object.assign({ animation: false, color: COLOURS, grid: { left: 12, right: 20, top: 36, bottom: 8 }, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily } },
        JSON.parse(node.getAttribute("data-chart"))));
      new ResizeObserver(function () { chart.resize(); }).observe(node);
    });
  }
  document.addEventListener("DOMContentLoaded", function () { draw(document); });
  document.addEventListener("htmx:afterSettle", function (event) { draw(event.target); });

  /* Selection of rows for an action on several people at once. */
  document.addEventListener("alpine:init", function () {
    window.Alpine.data("selection", function () {
      return {
        n: 0,
        boxes: function () { return Array.from(this.$root.querySelectorAll("input[data-pick]")); },
        count: function () { this.n = this.boxes().filter(function (box) { return box.checked; }).length; },
        all: function (event) {
          this.boxes().forEach(function (box) { box.checked = event.target.checked; });
          this.count();
        },
        get some() { return this.n > 0; },
        get text() { return "已选 " + this.n + " 人"; }
      };
    });
  });
})();
