// Puts interactive figures in the place of static ones, which are kept for printing (print.css). A figure that cannot be drawn stays static, and says why.
if (document.body.hasAttribute('data-reader-theme')) {
  var dark = matchMedia('(prefers-color-scheme: dark)');
  var follow = function () { document.body.setAttribute('data-jp-theme-light', String(!dark.matches)); };
  follow();
  dark.addEventListener('change', follow);
}
document.querySelectorAll('script[type="application/json"][data-figure]').forEach(function (script) {
  var id = script.getAttribute('data-figure'), runs = document.querySelector('script[type="application/json"][data-runs="' + id + '"]');
  document.querySelectorAll('svg[id="' + id + '"]').forEach(function (picture) {
    var host = document.createElement('div');
    host.setAttribute('data-figure', id);
    picture.before(host);
    try {
      mountFigure(library, host, JSON.parse(script.textContent), false, runs ? JSON.parse(runs.textContent) : null);
      picture.classList.add('in-print');
    } catch (problem) {
      host.className = '';
      host.replaceChildren('This figure stays static: ' + problem.message);
      picture.after(host);
    }
  });
});
