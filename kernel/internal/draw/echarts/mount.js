// Draws one figure into an element, for JupyterLab and for exported pages alike. An option is pure JSON; its member
// "figure" holds the size and the caption. Returns { update, rest, wake, dispose }: a figure at rest keeps its place on the
// page and nothing else. With `resting` it is not drawn before wake is called. `runs` is what is behind its points, if anything is.
function mountFigure(echarts, host, option, resting, runs) {
  'use strict';
  var frame, width, height, left;
  var chart = null, pending = 0, patience = 0;
  var drawnFor = 0;    // the class of the width
  var position = null; // of a slider that was moved
  var chosen = null;   // what the reader hid by the legend and zoomed into

  // Who has the page read aloud hears the title, and the caption below as text.
  function titleOf() {
    var title = [].concat(option.title || [])[0];
    return title && title.text || '';
  }

  var behind = runsPanel(isDark);
  take(option);
  host.classList.add('echarts-figure');
  var picture = document.createElement('div');
  picture.setAttribute('role', 'img');
  var caption = document.createElement('div');
  caption.style.cssText = 'padding:6px 14px 8px;font:12.5px/1.45 sans-serif;color:var(--jp-content-font-color1,#444444)';
  var remark = document.createElement('div'); // on what was left out
  remark.style.cssText = 'padding:0 14px 8px;font:12px/1.45 sans-serif;color:var(--jp-content-font-color2,#666666)';
  host.replaceChildren(picture, caption, remark);
  putBehind(runs);
  fit();

  // Nothing of an option gets past this: it may have been written by anybody, and a figure that is only looked at must not act.
  function take(next) {
    var allowed = allowOption(next);
    option = allowed.option;
    left = allowed.left;
  }

  // A figure that has nothing behind its points has nothing below it either.
  function putBehind(runs) {
    if (behind.take(runs)) host.appendChild(behind.node);
    else behind.node.remove();
  }

  function fit() {
    frame = option.figure || {};
    width = frame.width || 860;
    height = frame.height || 480;
    host.style.maxWidth = Math.round((frame.shape ? 1 : 1.5) * width) + 'px';
    picture.style.cssText = 'width:100%';
    picture.style.height = tall(picture.clientWidth) + 'px';
    picture.setAttribute('aria-label', titleOf());
    caption.textContent = frame.caption || '';
    caption.hidden = !frame.caption;
    remark.textContent = left.length ? 'Left out of this figure, since it is not known to be harmless: ' + left.join(', ') + '.' : '';
    remark.hidden = !left.length;
  }

  // A figure of squares becomes lower where it becomes narrower: by "shape" pixels for each that it has not to spare beside the squares.
  function tall(room) {
    var free = widthClass(option, room) === 0 ? 0 : freeBeside(option, room);
    var lower = (frame.shape || 0) * Math.max(0, width - (room || width) - free);
    return Math.max(120, Math.round(height - lower));
  }

  function isDark() { return document.body.getAttribute('data-jp-theme-light') === 'false'; }

  // The theme is part of a chart from its birth, so another theme means another chart.
  function draw() {
    rest();
    chart = echarts.init(picture, isDark() ? 'dark' : null, { width: picture.clientWidth || width, height: tall(picture.clientWidth) });
    show();
    if (chosen) choose();
    host.chart = chart; // for the console of a curious reader, and for tests
    listen();
    chart.on('timelinechanged', function (event) { moveTo(event.currentIndex); });
    resizeSoon(); // the width may not be known yet
  }

  function show() {
    var fitting = inWidth(isDark() ? inDark(option) : option, picture.clientWidth, isDark() ? '#111111' : '#ffffff');
    drawnFor = widthClass(option, picture.clientWidth);
    var named = withPlacedNames(fitting, function () { return chart; });
    chart.setOption(Object.assign({}, named, { backgroundColor: 'transparent' }), { notMerge: true });
    if (position !== null) chart.dispatchAction({ type: 'timelineChange', currentIndex: position });
  }

  // A canvas holds megabytes, of which a reader sees nothing while the figure is out of sight. What he chose remains.
  function rest() {
    if (!chart) return;
    var now = chart.getOption();
    chosen = { selected: now.legend && now.legend[0] && now.legend[0].selected, zooms: now.dataZoom || [] };
    chart.dispose();
    host.chart = chart = null;
  }

  function wake() { if (!chart) draw(); }

  function choose() {
    if (chosen.selected) chart.setOption({ legend: { selected: chosen.selected } });
    chosen.zooms.forEach(function (zoom, i) { chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: i, start: zoom.start, end: zoom.end }); });
  }

  // A tooltip is drawn in the figure, over points, if there is no room beside: a click on it is one on the point below.
  function listen() {
    var opened = false;
    chart.on('click', function (event) { opened = behind.clicked(event, frameShown()); });
    chart.getZr().on('click', function (event) { // comes after the other
      if (!opened) behind.clickedAt(frameShown(), function () { return distancesFrom(event.offsetX, event.offsetY); });
      opened = false;
    });
  }

  // distancesFrom says how many pixels a place is from points that are drawn.
  function distancesFrom(x, y) {
    var now = chart.getOption(), selected = now.legend && now.legend[0] && now.legend[0].selected || {};
    return function (series, item) {
      var of = now.series && now.series[series], value = of && of.data && of.data[item];
      if (!value || selected[of.name] === false) return Infinity;
      var at = chart.convertToPixel({ seriesIndex: series }, value.value || value);
      return Array.isArray(at) ? Math.hypot(at[0] - x, at[1] - y) : Infinity; // a series may have no axes
    };
  }

  // The frame of a slider that is shown; 0 of any other figure.
  function frameShown() {
    if (position !== null) return position;
    var slider = [].concat(option.timeline || [])[0];
    return slider && slider.currentIndex || 0;
  }

  // A slider whose frames have captions of their own takes its caption along.
  function moveTo(index) {
    position = index;
    if (frame.captions) caption.textContent = frame.captions[index] || '';
  }

  // While a theme changes JupyterLab lays nothing out, for a time too short to be told by the observer of sizes: so ask again for some frames.
  function resizeSoon() {
    patience = 30;
    if (!pending) pending = requestAnimationFrame(resize);
  }

  function resize() {
    pending = 0;
    var room = picture.clientWidth;
    if (room === 0 && --patience > 0) pending = requestAnimationFrame(resize);
    if (!chart || room === 0 || room === chart.getWidth()) return;
    picture.style.height = tall(room) + 'px';
    if (widthClass(option, room) !== drawnFor) return draw();
    chart.resize({ width: room, height: tall(room) });
  }

  if (!resting) draw();
  var sizes = new ResizeObserver(resizeSoon);
  sizes.observe(picture);
  var dark = isDark();
  var themes = new MutationObserver(function () {
    if (isDark() === dark) return;
    dark = isDark();
    behind.redraw();
    if (chart) draw();
  });
  themes.observe(document.body, { attributes: true, attributeFilter: ['data-jp-theme-light'] });

  return {
    // update draws another option in the same place, without a flicker.
    update: function (next, runs) {
      take(next);
      putBehind(runs);
      position = chosen = null;
      fit();
      if (!chart) return;
      chart.resize({ width: picture.clientWidth || width, height: tall(picture.clientWidth) });
      show();
    },
    rest: rest,
    wake: wake,
    dispose: function () {
      sizes.disconnect();
      themes.disconnect();
      cancelAnimationFrame(pending);
      rest();
    },
  };
}
