// Shows the cells of a presentation slide by slide: arrows, Home and End, the buttons, or #3 in the address. Page Down and the space
// bar first show the rest of a slide that is higher than the screen.
(function () {
  'use strict';
  var text = document.body.getAttribute('data-slides');
  if (!text) return;
  var slides = JSON.parse(text), at = 0;
  var cells = Array.from(document.querySelectorAll('.jp-Cell[id^="cell-id="]'));

  function button(label, sign, step) {
    var b = document.createElement('button');
    b.textContent = sign;
    b.setAttribute('aria-label', label);
    b.addEventListener('click', function () { go(at + step); });
    return b;
  }

  var bar = document.createElement('nav'), place = document.createElement('span');
  bar.className = 'slide-bar';
  bar.setAttribute('aria-label', 'slides');
  place.setAttribute('aria-live', 'polite');
  var back = button('previous slide', '\u2190', -1), forth = button('next slide', '\u2192', 1);
  bar.append(back, place, forth);
  document.body.append(bar);

  function go(to) {
    at = Math.max(0, Math.min(slides.length - 1, to));
    var shown = new Set(slides[at].cells.map(function (id) { return 'cell-id=' + id; }));
    cells.forEach(function (cell) { cell.classList.toggle('off-slide', !shown.has(cell.id)); });
    document.body.setAttribute('data-slide', at + 1);
    place.textContent = (at + 1) + ' / ' + slides.length;
    back.disabled = at === 0;
    forth.disabled = at === slides.length - 1;
    history.replaceState(null, '', '#' + (at + 1));
    scrollTo(0, 0);
  }

  // further shows what is below the screen, if there is anything.
  function further() {
    var before = scrollY;
    scrollBy(0, 0.85 * innerHeight);
    return scrollY > before;
  }

  function fromAddress() { return (parseInt(location.hash.slice(1), 10) || 1) - 1; }

  var steps = { ArrowRight: 1, PageDown: 1, ' ': 1, ArrowLeft: -1, PageUp: -1, Home: -Infinity, End: Infinity };
  document.addEventListener('keydown', function (event) {
    var step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest('input, select, textarea, button, summary')) return;
    event.preventDefault();
    if ((event.key === 'PageDown' || event.key === ' ') && further()) return;
    go(at + step);
  });
  addEventListener('hashchange', function () { if (fromAddress() !== at) go(fromAddress()); });
  go(fromAddress());
})();
