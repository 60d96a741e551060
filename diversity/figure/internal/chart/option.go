package chart

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
)

// Option is an ECharts option with the parts that the figures use. The types of go-echarts serve where they have the
// fields needed; axes, series and colour scales are our own because go-echarts 2.7.2 lacks customValues, encode,
// areaStyle.origin as a number and other fields, and writes nulls that override ECharts' defaults.
type Option struct {
	Animation bool         `json:"animation"`
	Color     []string     `json:"color"`
	Legend    *opts.Legend `json:"legend,omitempty"`
	Tooltip   Tooltip      `json:"tooltip"`
	Toolbox   toolbox      `json:"toolbox"`
	Grid      any          `json:"grid,omitempty"` // *grid, or []panelGrid for several
	XAxis     []Axis       `json:"xAxis,omitempty"`
	YAxis     []Axis       `json:"yAxis,omitempty"`
	VisualMap *ColorBands  `json:"visualMap,omitempty"`
	Series    []Series     `json:"series,omitempty"`
	Media     []Medium     `json:"media,omitempty"`
}

// Tooltip shows the numbers of an item, or of all lines at a place of the x axis.
type Tooltip struct {
	Show    bool   `json:"show"`
	Trigger string `json:"trigger"`           // "item" or "axis"
	Confine bool   `json:"confine,omitempty"` // within the picture

	Formatter string `json:"formatter,omitempty"` // with {b} for the name; "" is what ECharts shows
}

// Grid is the distance of the axes from the edges of the picture, in pixels.
type Grid struct {
	Left   int `json:"left"`
	Right  int `json:"right"`
	Top    int `json:"top"`
	Bottom int `json:"bottom"`
}

// Axis is an x or y axis with a name and, where Values is used, ticks at chosen values only.
type Axis struct {
	Type         string     `json:"type"`
	GridIndex    int        `json:"gridIndex,omitempty"`
	Name         string     `json:"name"`
	NameLocation string     `json:"nameLocation"`
	NameGap      int        `json:"nameGap"`
	NameStyle    TextStyle  `json:"nameTextStyle"`
	Position     string     `json:"position,omitempty"`
	Min          any        `json:"min,omitempty"`
	Max          any        `json:"max,omitempty"`
	Scale        bool       `json:"scale,omitempty"`    // need not contain zero
	Interval     float64    `json:"interval,omitempty"` // between ticks of a linear axis; 0 = ECharts chooses
	Inverse      bool       `json:"inverse,omitempty"`
	Data         []string   `json:"data,omitempty"` // of a category axis
	Label        AxisMarks  `json:"axisLabel"`
	Tick         AxisMarks  `json:"axisTick"`
	MinorTick    Hidden     `json:"minorTick"`
	Line         axisLine   `json:"axisLine"`
	SplitLine    *splitLine `json:"splitLine,omitempty"`
	Pointer      *pointer   `json:"axisPointer,omitempty"`
}

// pointer is how a place is named by the tooltip of all lines there; without one it is a bare number.
type pointer struct {
	Label pointerLabel `json:"label"`
}

type pointerLabel struct {
	Precision *int   `json:"precision,omitempty"` // digits after the point; ECharts chooses if nil
	Formatter string `json:"formatter"`           // with {value}
}

// AxisMarks are the labels or ticks of an axis. Without Values ECharts chooses them.
type AxisMarks struct {
	Show     *bool     `json:"show,omitempty"`
	Values   []float64 `json:"customValues,omitempty"`
	FontSize int       `json:"fontSize,omitempty"`
	Color    string    `json:"color,omitempty"`
	Margin   int       `json:"margin,omitempty"`   // from the axis, clear of the ticks
	Rotate   int       `json:"rotate,omitempty"`   // degrees, anticlockwise
	Interval *int      `json:"interval,omitempty"` // categories left out between two labels; ECharts chooses if nil
}

type axisLine struct {
	Show   bool `json:"show"`
	OnZero bool `json:"onZero"`
}

type splitLine struct {
	Show  bool            `json:"show"`
	Style *opts.LineStyle `json:"lineStyle,omitempty"`
}

// Hidden is a part that is not shown.
type Hidden struct {
	Show bool `json:"show"`
}

// TextStyle is how a name is written.
type TextStyle struct {
	FontSize int    `json:"fontSize,omitempty"`
	Align    string `json:"align,omitempty"`
}

// Series is a line, scatter, bar or heat-map series.
type Series struct {
	Name           string           `json:"name,omitempty"`
	Type           string           `json:"type"`
	XAxisIndex     int              `json:"xAxisIndex,omitempty"`
	YAxisIndex     int              `json:"yAxisIndex,omitempty"`
	Data           []any            `json:"data"`
	Sizes          []diversity.Size `json:"-"` // of which the items of Data are; nil, or as long, with the zero size for a gap
	Groups         []string         `json:"-"` // the sets of runs whose sizes they are, of a figure of several; nil = its only one
	Dimensions     []string         `json:"dimensions,omitempty"`
	Encode         map[string]any   `json:"encode,omitempty"`
	Color          string           `json:"color,omitempty"`
	Symbol         any              `json:"symbol,omitempty"`
	SymbolSize     any              `json:"symbolSize,omitempty"`
	SymbolOffset   []int            `json:"symbolOffset,omitempty"` // right and down, in pixels
	ShowSymbol     *bool            `json:"showSymbol,omitempty"`
	Line           *opts.LineStyle  `json:"lineStyle,omitempty"`
	Item           *opts.ItemStyle  `json:"itemStyle,omitempty"`
	Area           *AreaStyle       `json:"areaStyle,omitempty"`
	Label          *Label           `json:"label,omitempty"`
	Tooltip        *Hidden          `json:"tooltip,omitempty"`
	Silent         bool             `json:"silent,omitempty"`
	Clip           *bool            `json:"clip,omitempty"`
	Stack          string           `json:"stack,omitempty"` // bars of one stack lie end to end
	BarWidth       string           `json:"barWidth,omitempty"`
	BarCategoryGap string           `json:"barCategoryGap,omitempty"`
	Progressive    *int             `json:"progressive,omitempty"` // marks drawn at a time; 0 = all, which a picture needs
	MarkLine       *MarkLine        `json:"markLine,omitempty"`
	MarkArea       *MarkArea        `json:"markArea,omitempty"`
	Z              int              `json:"z,omitempty"`
}

// MarkLine are labelled lines across the picture, wherever its axes end.
type MarkLine struct {
	Silent    bool            `json:"silent"`
	Animation bool            `json:"animation"`
	Symbol    string          `json:"symbol"`
	Precision int             `json:"precision"` // digits after the point; ECharts would round places to 2
	Line      *opts.LineStyle `json:"lineStyle"`
	Data      []any           `json:"data"`
}

// MarkArea are shaded ranges of an axis, each from one end to the other.
type MarkArea struct {
	Silent bool                `json:"silent"`
	Item   *opts.ItemStyle     `json:"itemStyle"`
	Data   [][2]map[string]any `json:"data"`
}

// AreaStyle fills from a line to the origin: "start" or "end" of the y axis, or a number on it.
type AreaStyle struct {
	Color   string  `json:"color"`
	Opacity float64 `json:"opacity"`
	Origin  any     `json:"origin"`
}

// Label is the text at a point or a line.
type Label struct {
	Show       bool   `json:"show"`
	Formatter  string `json:"formatter,omitempty"`
	Position   string `json:"position,omitempty"`
	Offset     []int  `json:"offset,omitempty"`   // right and down, in pixels
	Distance   any    `json:"distance,omitempty"` // from what it labels, in pixels: a number, or one for each direction
	Align      string `json:"align,omitempty"`
	Vertical   string `json:"verticalAlign,omitempty"`
	Rotate     int    `json:"rotate,omitempty"` // degrees, anticlockwise
	Color      string `json:"color,omitempty"`
	FontSize   int    `json:"fontSize,omitempty"`
	Background string `json:"backgroundColor,omitempty"`
	Padding    []int  `json:"padding,omitempty"` // above and below, left and right, in pixels
}

// Medium is what changes where the picture is narrow; without a query it is what holds else.
type Medium struct {
	Query  *MediumQuery   `json:"query,omitempty"`
	Option map[string]any `json:"option"`
}

// MediumQuery says how narrow the picture is.
type MediumQuery struct {
	MaxWidth int `json:"maxWidth"` // of the picture, in pixels
}

// toolbox has the tools of the interactive figure; static pictures leave it out.
type toolbox struct {
	Right   int            `json:"right"`
	Top     int            `json:"top"`
	Feature map[string]any `json:"feature"`
}

// Title is the title above a picture of some width in pixels.
func Title(text string, width int) opts.Title {
	const forTools = 130
	return opts.Title{
		Title: text, Left: "12", Top: "8",
		TitleStyle: &opts.TextStyle{FontSize: 16, FontWeight: "bold", Width: width - forTools, Overflow: "truncate"},
	}
}

// Tools offers saving, the numbers as a table, and zooming if the figure has axes.
func Tools(zoom bool) toolbox {
	feature := map[string]any{
		"saveAsImage": map[string]any{"title": "Save as image", "pixelRatio": 2},
	}
	if zoom {
		feature["dataZoom"] = map[string]any{
			"title":      map[string]string{"zoom": "Zoom", "back": "Undo zoom"},
			"filterMode": "none", // a line to a point outside stays, and so does a band
		}
		feature["restore"] = map[string]any{"title": "Reset"}
		feature["dataView"] = map[string]any{
			"title": "Data", "readOnly": true, "lang": []string{"Data", "Close", "Refresh"},
		}
	}
	return toolbox{Right: 12, Top: 0, Feature: feature}
}

// Bool is a switch that is set.
func Bool(value bool) *bool { return &value }

// Opaque fills symbols and labels fully, which ECharts' scatter series do not by themselves.
func Opaque(color string) *opts.ItemStyle {
	return &opts.ItemStyle{Color: color, Opacity: opts.Float(1)}
}
