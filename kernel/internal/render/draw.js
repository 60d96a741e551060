// What ECharts asks of its host. Drawing once, without animation, needs no timers to fire.
var setTimeout = function () { return 0 }, clearTimeout = function () {};
var setInterval = function () { return 0 }, clearInterval = function () {};
var console = { log: function () {}, warn: function () {}, error: function () {} };

// A static picture has no tools, its slider has no buttons, and it has a ground of its own: it may be shown on black.
function draw(json, width, height) {
  var option = JSON.parse(json);
  option.animation = false;
  delete option.toolbox;
  if (option.timeline) {
    option.timeline.autoPlay = false;
    option.timeline.controlStyle = { show: false };
  }
  if (option.backgroundColor == null) option.backgroundColor = '#ffffff';
  var chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: width, height: height });
  try {
    chart.setOption(option);
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
