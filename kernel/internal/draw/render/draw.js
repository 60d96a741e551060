// What ECharts asks of its host. Drawing once, without animation, needs no timers to fire.
var setTimeout = function () { return 0 }, clearTimeout = function () {};
var setInterval = function () { return 0 }, clearInterval = function () {};
var console = { log: function () {}, warn: function () {}, error: function () {} };

// Without a screen ECharts guesses the widths of texts for a narrow face, and the legend would run together in a wide one.
function measure(text, font) {
  var size = /([\d.]+)px/.exec(font || '');
  return { width: (size ? +size[1] : 12) * textWidth(String(text)) };
}

// A heat map's cells take ECharts a quarter of a millisecond each, most of it for what the mouse can do with them. Where there are many and they are
// plain, they are only asked for their places and colours. Returns a function that puts them where they belong in the picture.
function withPlainCells(option) {
  var many = 1000, all = [];
  [].concat(option.series || []).forEach(function (series) {
    var plain = series.type === 'heatmap' && !series.label && !series.itemStyle && /^(cartesian2d)?$/.test(series.coordinateSystem || '');
    if (!plain || !Array.isArray(series.data) || series.data.length < many || !series.data.every(Array.isArray)) return;
    var cells = [], write = cellWriter(), mark = 'cells of ' + all.length + ' \u2063', last = series.data.length - 1;
    all.push({ mark: mark, cells: cells });
    series.type = 'custom';
    series.coordinateSystem = 'cartesian2d';
    series.renderItem = function (params, api) {
      if (isFinite(api.value(2))) cells.push(write(api));
      if (params.dataIndex === last) return { type: 'text', style: { text: mark } };
    };
  });
  return function (picture) {
    all.forEach(function (one) {
      picture = picture.replace(new RegExp('<text [^>]*>' + one.mark + '</text>'), function () { return one.cells.join('') });
    });
    return picture;
  };
}

// Returns a function that writes a cell. Cells overlap a little, as those of ECharts do, so that no light comes through.
function cellWriter() {
  var columns = {}, rows = {}, width, height;
  function place(api, x, y) {
    var at = api.coord([x, y]), size = api.size([1, 1]);
    width = (size[0] + 0.5).toFixed(2);
    height = (size[1] + 0.5).toFixed(2);
    columns[x] = (at[0] - width / 2).toFixed(2);
    rows[y] = (at[1] - height / 2).toFixed(2);
  }
  return function (api) {
    var x = api.value(0), y = api.value(1);
    if (!(x in columns && y in rows)) place(api, x, y);
    return '<rect x="' + columns[x] + '" y="' + rows[y] + '" width="' + width + '" height="' + height + '" fill="' + api.visual('color') + '"/>\n';
  };
}

// What is drawn of an option is what is allowed, as where figures are interactive. A static picture has no tools, its slider has no buttons, and it has a ground of its own: it may be shown on black.
function draw(json, width, height, ground, dark) {
  var option = allowOption(JSON.parse(json)).option;
  if (dark) option = inDark(option);
  option.animation = false;
  delete option.toolbox;
  if (option.timeline) {
    option.timeline.autoPlay = false;
    option.timeline.controlStyle = { show: false };
  }
  if (option.backgroundColor == null) option.backgroundColor = ground;
  var complete = withPlainCells(option);
  echarts.setPlatformAPI({ measureText: measure });
  var chart = echarts.init(null, dark ? 'dark' : null, { renderer: 'svg', ssr: true, width: width, height: height });
  try {
    chart.setOption(withPlacedNames(option, function () { return chart; }));
    // Nobody points at a static picture: without the styles for that it is smaller. (chart.renderToSVGString does not ask.)
    return complete(chart.getZr().painter.renderToString({ useViewBox: true, cssAnimation: false, cssEmphasis: false }));
  } finally {
    chart.dispose();
  }
}
