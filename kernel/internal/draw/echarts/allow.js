// What of an ECharts option is drawn. An option may have been written by anybody, and ECharts has many ways from an option to HTML, to
// addresses and to prototypes. So this is a list of what is allowed, by component and key, with the form of each value; whatever is
// not in it is left out.
//
// allowOption(option) returns { option, left }: a copy that holds what is allowed, and the places of what was left out. It throws what
// is larger or deeper than any figure. Nothing in the copy is HTML, a style sheet, an address or a function; pictures are data in it.
var allowOption = (function () {
  'use strict';
  var MOST = { values: 5e6, depth: 40, text: 1e5, image: 4e7, places: 40, count: 500, side: 1e4, scale: 8, dash: 500, tile: 2000 };
  var pass = null; // what this call has met so far: { values, depth, left }

  // A rule returns what of a value may be drawn, undefined for nothing of it. `at` is the place of the value, for the report.
  function number(value) { return typeof value === 'number' && isFinite(value) ? value : undefined; }
  function bool(value) { return typeof value === 'boolean' ? value : undefined; }

  function within(low, high) {
    return function (value) { return number(value) === undefined ? undefined : Math.min(high, Math.max(low, value)); };
  }

  function matching(pattern, length) {
    return function (value) { return typeof value === 'string' && value.length <= length && pattern.test(value) ? value : undefined; };
  }

  function oneOf(words) {
    var known = words.split(' ');
    return function (value) { return known.indexOf(value) >= 0 ? value : undefined; };
  }

  function either() {
    var rules = [].slice.call(arguments);
    return function (value, at) {
      for (var i = 0; i < rules.length; i++) {
        var kept = rules[i](value, at);
        if (kept !== undefined) return kept;
      }
    };
  }

  function count(more) {
    pass.values += more;
    if (pass.values > MOST.values) throw new Error('it holds more than ' + MOST.values + ' values');
  }

  function leave(at) {
    if (pass.left.length < MOST.places && pass.left.indexOf(at) < 0) pass.left.push(at);
  }

  function deeper(work) {
    if (++pass.depth > MOST.depth) throw new Error('it is more than ' + MOST.depth + ' levels deep');
    var result = work();
    pass.depth--;
    return result;
  }

  // list applies a rule to the items. Items that are not allowed are left out; with `placed` their places stay, empty.
  function list(rule, placed) {
    return function (value, at) {
      if (!Array.isArray(value)) return undefined;
      return deeper(function () {
        var kept = [];
        value.forEach(function (item) {
          count(1);
          var one = item === null ? null : rule(item, at);
          if (one === undefined) leave(at);
          if (one !== undefined || placed) kept.push(one === undefined ? null : one);
        });
        return kept;
      });
    };
  }

  function members(value, at, ruleOf) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return deeper(function () {
      var kept = {};
      Object.keys(value).forEach(function (key) {
        count(1);
        var place = at ? at + '.' + key : key, rule = ruleOf(key);
        var one = !rule ? undefined : value[key] === null ? null : rule(value[key], place);
        if (one === undefined) leave(place);
        else kept[key] = one;
      });
      return kept;
    });
  }

  // object allows the keys of a table and no others. Tables have no prototype, so that no key is found by accident.
  function object(table) {
    return function (value, at) { return members(value, at, function (key) { return table[key]; }); };
  }

  // having leaves out an object that is nothing without a member.
  function having(key, rule) {
    return function (value, at) {
      var kept = rule(value, at);
      return kept && kept[key] ? kept : undefined;
    };
  }

  // named allows any name as a key, for instance one of a series, but none that objects have by themselves.
  function named(rule) {
    return function (value, at) { return members(value, at, function (key) { return key in Object.prototype ? undefined : rule; }); };
  }

  // typed leaves out the whole of what is of no type that is drawn. One that has no type may be part of another of the same place.
  function typed(members, types) {
    return function (value, at) {
      if (value && value.type !== undefined && types(value.type) === undefined) return undefined;
      return object(members)(value, at);
    };
  }

  function oneOrMany(rule) { return either(rule, list(rule)); }

  // table makes a table of pairs, keys and their rule, and of other tables.
  function table() {
    var all = Object.create(null);
    for (var i = 0; i < arguments.length; i++) {
      if (typeof arguments[i] === 'string') {
        var rule = arguments[++i];
        arguments[i - 1].split(' ').forEach(function (key) { all[key] = rule; });
      } else {
        Object.assign(all, arguments[i]);
      }
    }
    return all;
  }

  // A word is a number, a share or a name that ECharts or a canvas knows. It has no sign that means something in HTML, in a style sheet or in an
  // address. A text is only ever drawn as letters.
  var word = matching(/^[\w .,%+'-]*$/, 200);
  var text = either(matching(/^/, MOST.text), number, bool);
  var scalar = either(number, bool, word);
  var plain = either(scalar, list(either(scalar, list(scalar, true)), true));
  var plainly = named(plain);
  var amount = either(within(0, MOST.count), bool, word);
  var letters = list(text, true);

  // Where ECharts takes HTML, a text without signs of HTML.
  var noHTML = matching(/^[^<>&]*$/, MOST.text);

  var icon = either(
    matching(/^(path:\/\/)?\s*[Mm][\sMmZzLlHhVvCcSsQqTtAaEe0-9.,+-]*$/, MOST.text),
    matching(/^(empty)?(circle|rect|square|roundRect|triangle|diamond|pin|arrow|line|none|inherit|auto)$/i, 20),
    matching(/^image:\/\/data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+\/=\s]*$/, MOST.image));
  var icons = oneOrMany(icon);
  var image = matching(/^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+\/=\s]*$/, MOST.image);

  var colorName = matching(/^(|#[0-9a-f]{3,8}|[a-z]+|(rgb|hsl)a?\([\d\s.,%\/-]+\))$/i, 100);
  var gradient = having('colorStops', object(table(
    'type', oneOf('linear radial'), 'x y x2 y2 r', number, 'global', bool, 'colorStops', list(object(table('offset', number, 'color', colorName))))));
  var color = either(colorName, gradient);
  var stop = list(either(number, colorName)); // of a gauge: up to where, and which
  var colors = either(color, list(either(color, stop)));
  var background = either(colorName, function (value, at) {
    return value && value.image !== undefined ? having('image', object(table('image', image)))(value, at) : gradient(value, at);
  });

  // How something looks: lines, areas, symbols and letters together, as no key means two things.
  var LOOK = table(
    'color color0 colorN borderColor borderColor0 borderColorDoji areaColor shadowColor textBorderColor textShadowColor fill stroke', colors,
    'textFill textStroke inactiveColor inactiveBorderColor', colors, 'backgroundColor', background, 'colorSaturation colorAlpha', plain,
    'show silent opacity width height type cap join miterLimit dashOffset curveness borderWidth borderType borderDashOffset borderCap borderJoin', plain,
    'borderMiterLimit borderRadius shadowBlur shadowOffsetX shadowOffsetY gapWidth borderColorSaturation origin inactiveBorderWidth inactiveWidth', plain,
    'fontStyle fontWeight fontFamily fontSize align verticalAlign lineHeight padding margin minMargin textBorderWidth textBorderType', plain,
    'textBorderDashOffset textShadowBlur textShadowOffsetX textShadowOffsetY overflow lineOverflow ellipsis position distance rotate offset', plain,
    'precision valueAnimation inside interval hideOverlap customValues showMinLabel showMaxLabel alignMinLabel alignMaxLabel', plain,
    'length length2 minTurnAngle showAbove smooth onZero onZeroAxisIndex symbolSize symbolOffset symbolRotate roundCap offsetCenter size', plain,
    'keepAspect clip overlap disabled scale focus blurScope edgeDistance bleedMargin alignTo minAngle layout textMargin tooltipDisabled', plain,
    'animation animationDuration animationEasing', plain, 'symbol icon', icons, 'formatter', either(text, named(either(text, named(either(text, letters))))), 'splitNumber', amount, 'nameMap', either(word, letters));
  var look = object(LOOK);
  LOOK.rich = named(look);
  LOOK.decal = object(table(
    'symbol', icons, 'color backgroundColor', color, 'symbolSize rotation symbolKeepAspect', plain, 'dashArrayX dashArrayY',
    either(within(1, MOST.dash), list(either(within(1, MOST.dash), list(within(1, MOST.dash))))), 'maxTileWidth maxTileHeight', within(1, MOST.tile)));
  'lineStyle areaStyle itemStyle textStyle crossStyle shadowStyle'.split(' ').forEach(function (key) { LOOK[key] = look; });
  // The parts of a series, an axis or an item that have a look.
  var PARTS = table(
    'label endLabel edgeLabel upperLabel labelLine axisLine axisTick axisLabel splitLine splitArea minorTick minorSplitLine breakLabelLayout', look,
    'breakArea breadcrumb detail pointer anchor progress backgroundStyle emptyCircleStyle handle handleStyle moveHandleStyle textStyle subtextStyle', look,
    'lineStyle areaStyle itemStyle nameTextStyle axisName dayLabel monthLabel yearLabel checkpointStyle controlStyle iconStyle brushStyle', look,
    'indicatorStyle', look, 'labelLayout', plainly);
  var state = object(table(LOOK, PARTS, 'cellSize', plain));
  var STATES = table('emphasis blur select', state);

  // Tooltips are letters on the canvas, whatever the option says of HTML.
  var axisPointer = object(table(
    'show type snap z value status triggerOn triggerTooltip triggerEmphasis animation axis', plain,
    'label lineStyle shadowStyle crossStyle', look, 'handle', object(table(LOOK, 'show size margin throttle', plain)),
    'link', list(object(table('xAxisIndex yAxisIndex xAxisName yAxisName angleAxisIndex radiusAxisIndex', plain)))));
  var tooltipParts = object(table(
    'show trigger triggerOn showContent alwaysShowContent showDelay hideDelay transitionDuration position confine order borderWidth borderRadius padding', plain,
    'shadowBlur shadowOffsetX shadowOffsetY z displayTransition', plain, 'backgroundColor', color, 'borderColor shadowColor', color,
    'formatter', text, 'textStyle', look, 'axisPointer', axisPointer));

  function tooltip(value, at) {
    if (value && value.renderMode !== undefined) value = without(value, 'renderMode');
    var kept = tooltipParts(value, at);
    if (kept === undefined) return undefined;
    kept.renderMode = 'richText';
    if (typeof kept.formatter === 'string') kept.formatter = kept.formatter.replace(/<br\s*\/?>/gi, '\n');
    return kept;
  }

  function without(value, key) {
    var rest = Object.assign({}, value);
    delete rest[key];
    return rest;
  }

  var COMMON = table(
    'id name', text, 'show z zlevel silent triggerEvent', plain, 'left right top bottom width height', plain, 'tooltip', tooltip,
    'animation animationThreshold animationDuration animationEasing animationDelay animationDurationUpdate animationEasingUpdate animationDelayUpdate', plain,
    'coordinateSystem coordinateSystemUsage coord', plain);

  // Data are numbers and texts, or items that say how they look.
  var leaf = either(number, text);
  var items = list(data, true);

  function data(value, at) {
    if (Array.isArray(value)) return rows(value, at);
    return typeof value === 'object' ? object(ITEM)(value, at) : leaf(value, at);
  }

  function isNumber(value) { return typeof value === 'number' || value === null; }

  // Most of a figure are lists of numbers, which are taken as they are.
  function rows(value, at) {
    if (!Array.isArray(value) || !value.every(isNumber)) return items(value, at);
    count(value.length);
    return value;
  }

  var ITEM = table(
    COMMON, LOOK, PARTS, STATES, 'value x y xAxis yAxis radiusAxis angleAxis coord coords category source target', either(leaf, rows),
    'valueIndex valueDim relativeTo collapsed fixed draggable ignore selected visualMap groupId childGroupId depth', either(leaf, plain),
    'symbolKeepAspect symbolClip symbolBoundingData symbolMargin symbolPatternSize visualDimension', plain, 'symbolRepeat', amount,
    'children', rows, 'inactiveColor', color, 'title', either(look, text), 'max min', number, 'text', text);

  var marks = object(table(
    COMMON, PARTS, STATES, 'symbol', icons, 'symbolSize symbolRotate symbolOffset symbolKeepAspect precision', plain, 'data', rows));

  var visuals = object(table(
    'color', colors, 'symbol', icons, 'symbolSize opacity colorAlpha colorLightness colorSaturation colorHue liftZ', plain));
  var effect = object(table('show period delay constantSpeed symbolSize trailLength loop roundTrip', plain, 'symbol', icon, 'color', color));

  var seriesTypes = oneOf('line bar scatter effectScatter pie radar tree treemap sunburst boxplot candlestick heatmap parallel lines graph sankey ' +
    'funnel gauge pictorialBar themeRiver chord');
  var SERIES = table(
    COMMON, LOOK, PARTS, STATES, 'type', seriesTypes,
    'data nodes links edges', rows, 'dimensions', list(either(leaf, object(table('name displayName type', text))), true),
    'encode', named(either(leaf, letters)), 'stack seriesId datasetId groupId', text, 'categories levels indicator', rows,
    'coordinateSystem', oneOf('cartesian2d polar parallel calendar singleAxis none view radar'),
    'xAxisIndex yAxisIndex polarIndex parallelIndex calendarIndex singleAxisIndex radarIndex datasetIndex seriesLayoutBy colorBy legendHoverLink', plain,
    'stackStrategy stackOrder showSymbol showAllSymbol symbolKeepAspect symbolClip symbolPosition symbolMargin symbolBoundingData connectNulls', plain,
    'step smoothMonotone sampling cursor selectedMode selectedOffset barWidth barMaxWidth barMinWidth barMinHeight barMinAngle barGap', plain,
    'barCategoryGap showBackground realtimeSort large largeThreshold progressive progressiveThreshold progressiveChunkMode dataGroupId', plain,
    'center radius roseType startAngle endAngle padAngle minShowLabelAngle avoidLabelOverlap stillShowZeroSum percentPrecision showEmptyCircle', plain,
    'clockwise boxWidth pointSize blurSize minOpacity maxOpacity polyline min max minSize maxSize sort gap funnelAlign orient edgeShape', plain,
    'edgeForkPosition roam expandAndCollapse initialTreeDepth scaleLimit nodeScaleRatio draggable edgeSymbolSize autoCurveness preserveAspect', plain,
    'nodeWidth nodeGap nodeAlign layoutIterations leafDepth squareRatio childrenVisibleMin visibleMin visibleDimension colorMappingBy', plain,
    'visualMin visualMax zoom zoomToNodeRatio boundaryGap singleAxisIndex renderLabelForZeroData hoverAnimation universalTransition seriesIndex', plain,
    'nodeClick', oneOf('rootToNode zoomToNode'), 'symbolRepeat', amount, 'edgeSymbol', icons, 'drillDownIcon', either(icon, word), 'color', colors,
    'markPoint markLine markArea', marks, 'circular force', object(table('rotateLabel initLayout repulsion gravity edgeLength friction layoutAnimation', plain)),
    'rippleEffect', object(table('color', color, 'number', amount, 'period scale brushType', plain)), 'effect', effect, 'showEffectOn effectType', plain,
    'upperLabel breadcrumb', state, 'leaves', object(table(LOOK, PARTS, STATES)), 'title', look);

  var AXIS = table(
    COMMON, PARTS, 'type', oneOf('value category time log'),
    'gridIndex polarIndex radiusIndex parallelIndex calendarIndex position offset nameLocation nameGap nameRotate nameMoveOverlap inverse boundaryGap', plain,
    'scale interval minInterval maxInterval logBase startValue alignTicks dim parallelAxisIndex realtime nameTruncate orient clockwise startAngle endAngle', plain,
    'min max', leaf, 'splitNumber', amount, 'data', rows, 'axisPointer', axisPointer, 'minorTick', object(table('show length', plain, 'splitNumber', amount, 'lineStyle', look)),
    'axisLine', object(table(LOOK, 'symbol', icons)), 'nameTruncate', object(table('maxWidth', plain, 'ellipsis', text)),
    'areaSelectStyle', look, 'jitter jitterOverlap jitterMargin containShape', plain);

  var FEATURE = table(
    'show', bool, 'title', either(noHTML, named(noHTML)), 'icon', either(icon, named(icon)), 'iconStyle', look, 'emphasis', state);
  var toolbox = object(table(
    COMMON, 'orient itemSize itemGap showTitle', plain, 'iconStyle', look, 'emphasis', state, 'feature', object(table(
      'saveAsImage', object(table(
        FEATURE, 'type', oneOf('png jpeg'), 'name', text, 'pixelRatio', within(0.1, MOST.scale), 'backgroundColor', color, 'excludeComponents', plain)),
      'restore', object(FEATURE),
      'dataView', object(table(FEATURE, 'readOnly', bool, 'lang', list(noHTML, true), 'backgroundColor textColor', colorName)),
      'dataZoom', object(table(FEATURE, 'xAxisIndex yAxisIndex filterMode', plain, 'brushStyle', look)),
      'magicType', object(table(FEATURE, 'type', list(oneOf('line bar stack tiled'))))))));

  var dataZoom = object(table(
    COMMON, PARTS, 'type', oneOf('slider inside'), 'disabled start end minSpan maxSpan minValueSpan maxValueSpan orient zoomLock throttle rangeMode', plain,
    'filterMode realtime showDetail showDataShadow handleSize moveHandleSize labelPrecision brushSelect zoomOnMouseWheel moveOnMouseMove', plain,
    'moveOnMouseWheel preventDefaultMouseMove xAxisIndex yAxisIndex radiusAxisIndex angleAxisIndex singleAxisIndex borderRadius defaultLocationEdgeGap', plain,
    'startValue endValue', leaf, 'labelFormatter', text, 'backgroundColor fillerColor borderColor dataBackgroundColor handleColor', color,
    'handleIcon moveHandleIcon', icon, 'dataBackground selectedDataBackground', object(table('lineStyle areaStyle', look)), 'emphasis', state));

  var visualMap = object(table(
    COMMON, PARTS, 'type', oneOf('continuous piecewise'), 'min max', number, 'range', plain, 'dimension seriesIndex seriesTargets seriesId hoverLink precision', plain,
    'calculable realtime inverse itemWidth itemHeight itemGap itemSymbol align orient padding borderWidth textGap showLabel selectedMode minOpen maxOpen', plain,
    'splitNumber', amount, 'text categories', letters, 'formatter', text, 'inRange outOfRange', visuals,
    'controller', object(table('inRange outOfRange', visuals)), 'target', object(table('inRange outOfRange', visuals)), 'color', colors, 'backgroundColor borderColor contentColor inactiveColor', color,
    'handleIcon indicatorIcon itemSymbol', icon, 'handleSize indicatorSize unboundedRange', plain, 'selected', named(bool),
    'pieces', list(object(table('min max gt gte lt lte value', leaf, 'label', text, 'color', color, 'symbol', icon, 'symbolSize opacity', plain)))));

  var legend = object(table(
    COMMON, LOOK, PARTS, STATES, 'type', oneOf('plain scroll'), 'orient itemGap itemWidth itemHeight symbolRotate symbolKeepAspect selectedMode scrollDataIndex', plain,
    'pageButtonItemGap pageButtonGap pageButtonPosition pageIconSize selectorItemGap selectorButtonGap selectorPosition pageIconInactiveColor', plain,
    'data', list(either(text, object(table(LOOK, PARTS, 'name', text, 'icon', icon, 'inactiveColor', color)))), 'icon', icon, 'selected', named(bool),
    'formatter pageFormatter', text, 'pageIcons', object(table('horizontal vertical', list(icon))), 'pageIconColor pageIconInactiveColor', color,
    'pageTextStyle selectorLabel', look, 'selector', either(bool, list(either(word, object(table('type', word, 'title', text)))))));

  var title = object(table(COMMON, LOOK, PARTS, 'text subtext', text, 'textAlign textVerticalAlign itemGap', plain));

  // Pictures and letters at a place.
  var graphicTypes = oneOf('group image text rect circle ring sector arc polygon polyline line bezierCurve ellipse');
  var GRAPHIC = table(
    COMMON, 'type', graphicTypes, '$action bounding invisible ignore', plain,
    'draggable cursor position rotation scale x y scaleX scaleY originX originY origin z2 progressive focus', plain, 'shape', named(plain), 'textConfig', plainly,
    'style', object(table(LOOK, 'image', image, 'text', text, 'x y r textAlign textVerticalAlign lineWidth lineDash lineDashOffset lineJoin lineCap font', plain)));
  var graphic = typed(GRAPHIC, graphicTypes);
  GRAPHIC.children = list(graphic);
  GRAPHIC.elements = list(graphic);
  GRAPHIC.textContent = GRAPHIC.clipPath = graphic;

  var transform = object(table(
    'type', oneOf('filter sort'), 'print', bool, 'config', either(object(condition()), list(object(table('dimension', text, 'order parser incomparable', word))))));

  function condition() {
    var all = table(
      'dimension', text, 'order parser incomparable', word, '= != <> < > <= >= lt lte gt gte eq ne', leaf);
    all.and = all.or = list(object(all));
    all.not = object(all);
    return all;
  }

  var timeline = object(table(
    COMMON, LOOK, PARTS, STATES, 'axisType', oneOf('value category time'), 'currentIndex autoPlay rewind loop playInterval realtime controlPosition', plain,
    'orient inverse replaceMerge', plain, 'data', rows, 'progress', state, 'symbol', icon, 'checkpointStyle', look, 'controlStyle', object(table(
      LOOK, 'itemSize itemGap position showPlayBtn showPrevBtn showNextBtn', plain, 'playIcon stopIcon prevIcon nextIcon', icon, 'playBtnSize stopBtnSize nextBtnSize prevBtnSize', plain))));

  var OPTION = table(
    'figure', object(table(
      'width height', within(1, MOST.side), 'shape', within(0, MOST.side), 'caption', text, 'captions', letters,
      'dark', named(matching(/^#[0-9a-f]{6}$/i, 7)))),
    'title', oneOrMany(title), 'legend', oneOrMany(legend), 'tooltip', oneOrMany(tooltip), 'axisPointer', axisPointer, 'toolbox', oneOrMany(toolbox),
    'grid', oneOrMany(object(table(COMMON, LOOK, 'containLabel outerBounds outerBoundsMode outerBoundsContain', plain))),
    'xAxis yAxis radiusAxis angleAxis singleAxis parallelAxis', oneOrMany(object(AXIS)),
    'polar', oneOrMany(object(table(COMMON, 'center radius', plain))),
    'parallel', oneOrMany(object(table(
      COMMON, 'layout axisExpandable axisExpandCenter axisExpandCount axisExpandWidth axisExpandTriggerOn', plain, 'parallelAxisDefault', object(AXIS)))),
    'radar', oneOrMany(object(table(COMMON, PARTS, 'center radius startAngle nameGap shape scale clockwise', plain, 'splitNumber', amount,
      'name', object(table(LOOK, 'textStyle', look)), 'indicator', list(object(table('name text', text, 'max min', number, 'color', color)))))),
    'calendar', oneOrMany(object(table(COMMON, PARTS, 'cellSize orient', plain, 'range', either(leaf, letters)))),
    'dataZoom', oneOrMany(dataZoom), 'visualMap', oneOrMany(visualMap), 'graphic', oneOrMany(graphic), 'series', oneOrMany(typed(SERIES, seriesTypes)),
    'dataset', oneOrMany(object(table('id fromDatasetId', text, 'source', either(list(either(rows, named(leaf)), true), named(rows)), 'dimensions', SERIES.dimensions,
      'sourceHeader fromDatasetIndex fromTransformResult', plain, 'transform', oneOrMany(transform)))),
    'aria', object(table('enabled', bool, 'label', object(table('enabled', bool, 'description', text)), 'decal', object(table('show', bool)))),
    'timeline', timeline, 'color', list(color), 'backgroundColor', background, 'textStyle', look, 'darkMode useUTC blendMode hoverLayerThreshold', plain,
    'stateAnimation', plainly, 'animation animationThreshold animationDuration animationEasing animationDelay', plain,
    'animationDurationUpdate animationEasingUpdate animationDelayUpdate', plain);
  var whole = object(OPTION);
  OPTION.baseOption = whole;
  OPTION.options = list(whole);
  OPTION.media = list(object(table('query', named(number), 'option', whole)));

  return function (option) {
    pass = { values: 0, depth: 0, left: [] };
    var kept = whole(option, '');
    if (kept === undefined) throw new Error('it is not an object');
    return { option: kept, left: pass.left };
  };
})();
