// Package label places the labels of horizontal lines so that they cover no point, no line and no other label, and
// shortens names. It is geometry of boxes in pixels and knows nothing of charts: a caller names what is in the way,
// asks for a place, and gives it to whatever shows labels. Names of points find their places where a figure is drawn,
// at the size that it has there (names.js of kernel/internal/draw/echarts).
//
// ECharts hides labels that overlap (labelLayout.hideOverlap) or moves them along one axis, but does not keep them off
// lines. There are few labels, so that trying a list of places in order of preference does.
package label
