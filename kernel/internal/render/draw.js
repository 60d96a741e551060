// What ECharts asks of its host. Drawing once, without animation, needs no timers to fire.
var setTimeout = function () { return 0 }, clearTimeout = function () {};
var setInterval = function () { return 0 }, clearInterval = function () {};
var console = { log: function () {}, warn: function () {}, error: function () {} };

// Without a screen ECharts guesses the widths of texts for a narrow face, and the legend would run together in a wide one.
function measure(text, font) {
  var size = /([\d.]+)px/.exec(font || '');
  return { width: (size ? +size[1] : 12) * textWidth(String(text)) };
}

// A static picture has no tools, its slider has no buttons, and it has a ground of its own: it may be shown on black.
function draw(json, width, height, ground, dark) {
  var option = JSON.parse(json);
  option.animation = false;
  delete option.toolbox;
  if (option.timeline) {
    option.timeline.autoPlay = false;
    option.timeline.controlStyle = { show: false };
  }
  if (option.backgroundColor == null) option.backgroundColor = ground;
  echarts.setPlatformAPI({ measureText: measure });
  var chart = echarts.init(null, dark ? 'dark' : null, { renderer: 'svg', ssr: true, width: width, height: height });
  try {
    chart.setOption(option);
    // Nobody points at a static picture: without the styles for that it is smaller. (chart.renderToSVGString does not ask.)
    return chart.getZr().painter.renderToString({ useViewBox: true, cssAnimation: false, cssEmphasis: false });
  } finally {
    chart.dispose();
  }
}
