// Returns an option whose names of points get their places when it is drawn, in whatever size that is: where they cover neither one another
// nor points nor lines, beside their point if possible, else further away with a line to it. ECharts can leave out names that overlap, but
// does not keep them off lines. `chartOf` returns the chart that draws the option.
function withPlacedNames(option, chartOf) {
  'use strict';
  var most = 2000, mostNames = 100; // places to be avoided, and names, of axes: more of them cannot be read anyway
  var placed = {}, told = {};
  var changed = Object.assign({}, option);
  if (option.baseOption) changed.baseOption = inPlace(option.baseOption);
  if (Array.isArray(option.options)) changed.options = option.options.map(inPlace);
  return inPlace(changed);

  function inPlace(part) {
    if (!part || !part.series) return part;
    var any = false;
    var all = [].concat(part.series).map(function (series) {
      if (!hasNames(series)) return series;
      any = true;
      return Object.assign({}, series, { labelLayout: placeOf, data: series.data.map(withLine) });
    });
    return any ? Object.assign({}, part, { series: all }) : part;
  }

  // hasNames holds for series of points with names of their own, but not for names without a point, whose place says what they are of.
  function hasNames(series) {
    return !!series && series.type === 'scatter' && Array.isArray(series.data) && series.data.length <= mostNames && sizeOf(series.symbolSize) > 1 &&
      series.data.some(isNamed);
  }

  function isNamed(entry) {
    return !!(entry && entry.label && entry.label.show === true && !entry.label.backgroundColor && entry.label.position !== 'inside');
  }

  // Whether there is a line to a name is known when it has its place, and told to ECharts in the entry itself.
  function withLine(entry) {
    if (!isNamed(entry)) return entry;
    return Object.assign({}, entry, { labelLine: { show: false, lineStyle: { width: 1, color: entry.label.color } } });
  }

  function sizeOf(size) { return Array.isArray(size) ? Math.max(size[0], size[1]) : typeof size === 'number' ? size : 10; }

  // placeOf is asked for each name whenever a chart is laid out anew; the first that is asked for again begins another layout.
  function placeOf(params) {
    var key = keyOf(params.seriesIndex, params.dataIndex);
    if (told[key] || !(key in placed)) {
      placed = placesIn(chartOf());
      told = {};
    }
    told[key] = true;
    return placed[key] || {};
  }

  function keyOf(series, index) { return series + ' ' + index; }

  // placesIn are the places of all names of a chart, each within the axes that its point is on.
  function placesIn(chart) {
    var areas = [], places = {};
    chart.getModel().eachSeries(function (series) {
      var axes = series.coordinateSystem;
      if (!axes || axes.type !== 'cartesian2d') return;
      var area = areas.filter(function (one) { return one.axes === axes; })[0];
      if (!area) areas.push(area = areaOf(axes, chart));
      take(area, series);
    });
    areas.forEach(function (area) {
      if (!area.names.length) return;
      area.taken = area.taken.concat(textsIn(chart, area));
      arrange(area);
      area.names.forEach(function (name) { places[name.key] = layoutOf(name); });
    });
    return places;
  }

  function areaOf(axes, chart) {
    var at = axes.getArea();
    return { axes: axes, left: at.x, top: at.y, right: Math.min(chart.getWidth(), at.x + at.width + 20), bottom: at.y + at.height,
      lines: [], points: [], taken: [], names: [] };
  }

  // take adds what a series has to names, points and lines.
  function take(area, series) {
    var data = series.getData(), all = data.getLayout('points'), before = null;
    var isLine = series.subType === 'line', isPlaced = series.get('labelLayout') === placeOf, half = sizeOf(series.get('symbolSize')) / 2;
    var isDrawn = half > 0.5 && series.get('symbol') !== 'none' && (!isLine || series.get('showSymbol') !== false);
    for (var i = 0; i < data.count() && area.points.length + area.lines.length < most; i++) {
      var layout = all ? [all[2 * i], all[2 * i + 1]] : data.getItemLayout(i);
      var at = layout && isFinite(layout[0]) && isFinite(layout[1]) ? layout : null;
      if (at && isDrawn) area.points.push({ x: at[0], y: at[1], box: around(at[0], at[1], half) });
      if (at && before && isLine) takeLine(area, before, at);
      before = at;
      if (at && isPlaced) takeName(area, series, data, i, at, half);
    }
    takeMarks(area, series);
  }

  function takeName(area, series, data, index, at, half) {
    var entry = data.getRawDataItem(index);
    if (!isNamed(entry) || area.names.length >= mostNames) return;
    var element = data.getItemGraphicEl(index), symbol = element && element.childAt(0), text = symbol && symbol.getTextContent();
    if (!text) return;
    var size = text.getBoundingRect();
    area.names.push({ entry: entry, key: keyOf(series.seriesIndex, index), x: at[0], y: at[1], half: half, width: size.width, height: size.height, text: text,
      side: data.getItemModel(index).get('label.position'), box: null });
  }

  // takeLine covers a line by small boxes, as far as it is within the axes.
  function takeLine(area, from, to) {
    var step = 6, count = Math.min(most, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / step));
    for (var i = 0; i <= count && area.lines.length < most; i++) {
      var x = from[0] + (to[0] - from[0]) * i / (count || 1), y = from[1] + (to[1] - from[1]) * i / (count || 1);
      if (x >= area.left && x <= area.right && y >= area.top && y <= area.bottom) area.lines.push(around(x, y, 1.5));
    }
  }

  // takeMarks takes the lines across the axes.
  function takeMarks(area, series) {
    [].concat(series.get('markLine.data') || []).forEach(function (mark) {
      if (!mark || Array.isArray(mark)) return;
      var x = mark.xAxis == null ? NaN : area.axes.dataToPoint([mark.xAxis, 1])[0], y = mark.yAxis == null ? NaN : area.axes.dataToPoint([1, mark.yAxis])[1];
      if (isFinite(x)) takeLine(area, [x, area.top], [x, area.bottom]);
      if (isFinite(y)) takeLine(area, [area.left, y], [area.right, y]);
    });
  }

  function around(x, y, half) { return { left: x - half, top: y - half, right: x + half, bottom: y + half }; }

  // textsIn are the other texts on the axes.
  function textsIn(chart, area) {
    var own = area.names.map(function (name) { return name.text; });
    return chart.getZr().storage.getDisplayList(true).filter(function (element) {
      return element.type === 'tspan' && !element.ignore && !element.invisible && own.indexOf(element.parent) < 0;
    }).map(function (element) {
      var rect = element.getBoundingRect().clone();
      if (element.transform) rect.applyTransform(element.transform);
      return { left: rect.x, top: rect.y, right: rect.x + rect.width, bottom: rect.y + rect.height };
    }).filter(function (box) { return touches(box, area); });
  }

  function touches(a, b) { return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom; }

  // arrange finds a place for each name, first for the longest, which has the fewest; then each moves where it is better among the others.
  function arrange(area) {
    var order = area.names.slice().sort(function (a, b) { return b.width - a.width; });
    for (var round = 0; round < 3; round++) order.forEach(function (name) { name.box = bestOf(name, area); });
  }

  // bestOf is the place of a name that covers least, the first of several; null where each place would cover another text.
  function bestOf(name, area) {
    var unread = 1000, best = null, least = unread;
    placesAround(name).forEach(function (place) {
      if (place.cost >= least || !holds(area, place)) return;
      var cost = place.cost + costOf(name, place, area, least - place.cost, unread);
      if (cost < least) { best = place; least = cost; }
    });
    return best;
  }

  function holds(area, box) { return box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom; }

  // costOf says how bad it is what a place covers, and whether the name could be taken for that of another point; exact only below a bound.
  function costOf(name, place, area, bound, unread) {
    var line = 4, point = 12, crossed = 8, cost = 0;
    if (area.taken.some(function (box) { return touches(place, box); })) return unread;
    var own = away(place, name.x, name.y), ambiguous = hasLine(name, own) ? 6 : 20;
    for (var i = 0; i < area.names.length; i++) {
      var other = area.names[i];
      if (other === name) continue;
      if (other.box && touches(place, grown(other.box, 2))) return unread;
      if (other.box && hasLine(name, own) && crosses(place, name, other.box)) cost += crossed;
      if (!(other.x === name.x && other.y === name.y) && away(place, other.x, other.y) < own) cost += ambiguous;
    }
    for (i = 0; i < area.points.length && cost < bound; i++) if (touches(place, area.points[i].box)) cost += point;
    for (i = 0; i < area.lines.length && cost < bound; i++) if (touches(place, area.lines[i])) cost += line;
    return cost;
  }

  // crosses says whether the line to a place goes through a box.
  function crosses(place, name, box) {
    var to = nearest(place, name), steps = 12;
    for (var i = 1; i < steps; i++) {
      var x = name.x + (to[0] - name.x) * i / steps, y = name.y + (to[1] - name.y) * i / steps;
      if (x > box.left && x < box.right && y > box.top && y < box.bottom) return true;
    }
    return false;
  }

  function nearest(box, point) {
    return [Math.max(box.left, Math.min(point.x, box.right)), Math.max(box.top, Math.min(point.y, box.bottom))];
  }

  function grown(box, by) { return { left: box.left - by, top: box.top, right: box.right + by, bottom: box.bottom }; }

  // away is how far a point is from a box.
  function away(box, x, y) {
    return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  }

  // placesAround are the places of a name around its point: at its four sides, of which the option names the best, then further away.
  function placesAround(name) {
    var gap = name.half + 4, w = name.width, h = name.height, places = [];
    var left = { right: name.x + gap, left: name.x - gap - w, middle: name.x - w / 2 };
    function add(from, top, cost) { places.push({ left: from, top: top, right: from + w, bottom: top + h, cost: cost }); }
    var sides = { right: [left.right, name.y - h / 2], left: [left.left, name.y - h / 2], bottom: [left.middle, name.y + gap], top: [left.middle, name.y - gap - h] };
    ['bottom', 'top', 'right', 'left'].forEach(function (side) { add(sides[side][0], sides[side][1], side === name.side ? 0 : 1); });
    for (var down = 6; down <= 90; down += 6) {
      [1, -1].forEach(function (way) {
        var top = way > 0 ? name.y + gap + down - 6 : name.y - gap - h - down + 6, cost = 1.5 + down / 12;
        add(left.right - gap / 2, top, cost);
        add(left.left + gap / 2, top, cost);
        if (down > 6) add(left.middle, top, cost);
      });
    }
    for (var across = 8; across <= 64; across += 8) {
      add(left.right + across, name.y - h / 2, 1.5 + across / 8);
      add(left.left - across, name.y - h / 2, 1.5 + across / 8);
    }
    return places;
  }

  function hasLine(name, distance) { return distance > name.half + 10; }

  // layoutOf is what ECharts is told of a name: its place, and the line to it where it is not right beside its point.
  function layoutOf(name) {
    var outside = -1e4, box = name.box;
    name.entry.labelLine.show = !!box && hasLine(name, away(box, name.x, name.y));
    return box ? { x: box.left, y: box.top, align: 'left', verticalAlign: 'top' } : { x: outside, y: outside };
  }
}
