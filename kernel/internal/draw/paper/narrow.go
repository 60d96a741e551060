package paper

import (
	"fmt"
	"maps"
	"math"
	"strings"
	"unicode/utf8"
)

// What a figure is drawn of in a width of its own has less room on paper: names that would lie over each other are left
// out, or told in the legend, long names of axes get two lines. A figure that keeps most of its width stays as it is.
const keptWidth = 0.9 // of the width

// The sizes of letters, in pixels.
const (
	runeWidth    = 0.58 // of a rune, over the size of its letters
	lineHeight   = 1.15 // over the size of letters
	axisName     = 13   // letters of an axis' name
	axisNameLine = 16
	nameRoom     = 12 // that a name beside a category needs
)

// The least room to the right of the axes: of the colours with their numbers, or of nothing.
const (
	colourRoom = 126
	plainRoom  = 28
)

// plot is the area of the axes in pixels.
type plot struct {
	object                  map[string]any
	grid                    map[string]any
	width, height           float64 // of the figure
	left, right, top, below float64
}

func plotOf(object map[string]any, width, height float64) plot {
	grid, _ := object["grid"].(map[string]any)
	if grid == nil {
		grid = map[string]any{}
	}
	return plot{object, grid, width, height, numberIn(grid, "left", 0), numberIn(grid, "right", 0),
		topIn(object, grid, width), numberIn(grid, "bottom", 0)}
}

// topIn is where the axes begin in a picture of some width, in which a legend may need more rows.
func topIn(object, grid map[string]any, width float64) float64 {
	top := numberIn(grid, "top", 0)
	for _, medium := range listIn(object, "media") {
		query, _ := medium["query"].(map[string]any)
		option, _ := medium["option"].(map[string]any)
		changed, _ := option["grid"].(map[string]any)
		if query != nil && width <= numberIn(query, "maxWidth", 0) {
			top = numberIn(changed, "top", top)
		}
	}
	return top
}

// lowerColours keeps the scale of colours, which stands beside the axes, off the legend.
func (p plot) lowerColours() {
	const scaleHeight = 250 // pixels, with its title
	for _, bands := range listIn(p.object, "visualMap") {
		if bands["top"] != nil {
			bands["top"] = max(0, min(p.top, p.height-scaleHeight))
		}
	}
}

func (p plot) across() float64 { return p.width - p.left - p.right }
func (p plot) high() float64   { return p.height - p.top - p.below }

// numberIn is a finite number of an object.
func numberIn(object map[string]any, name string, otherwise float64) float64 {
	value, ok := object[name].(float64)
	if !ok || math.Abs(value) > 1e9 {
		return otherwise
	}
	return value
}

// listIn is a list of objects, also where there is one that is none of a list.
func listIn(object map[string]any, name string) (list []map[string]any) {
	switch value := object[name].(type) {
	case map[string]any:
		list = append(list, value)
	case []any:
		for _, entry := range value {
			fields, _ := entry.(map[string]any)
			list = append(list, fields)
		}
	}
	return list
}

// square lets the axes of a figure of squares have the width that is left, and returns the height that suits it.
func square(object map[string]any, width, height, shape, narrower float64) float64 {
	p := plotOf(object, width, height)
	least := float64(plainRoom)
	if object["visualMap"] != nil {
		least = colourRoom
	}
	room := narrower - p.left - min(p.right, least)
	side := min(p.across(), room)
	if p.grid["right"] != nil && side > 0 {
		right := narrower - p.left - side
		p.grid["right"] = right
		for _, name := range []string{"visualMap", "legend"} { // which stand beside the axes
			for _, beside := range listIn(object, name) {
				shift(beside, p.right-right)
			}
		}
	}
	return height - shape*(p.across()-side)
}

// shift moves what stands so far from the right edge towards it.
func shift(fields map[string]any, pixels float64) {
	const least = 8
	at := numberIn(fields, "right", math.NaN())
	if text, ok := fields["right"].(string); ok {
		if _, err := fmt.Sscan(text, &at); err != nil {
			return
		}
	}
	if !math.IsNaN(at) {
		fields["right"] = max(least, at-max(0, pixels))
	}
}

// narrowed makes a figure readable at its size on paper.
func narrowed(object map[string]any, from, wideHeight, width, height float64) {
	if width > keptWidth*from || object["grid"] == nil {
		return
	}
	if _, panels := object["grid"].([]any); panels {
		return
	}
	nameLines(object, width, height)
	p := plotOf(object, width, height)
	p.lowerColours()
	p.shrinkPoints(from, wideHeight)
	p.thinCategories()
	p.placeNames()
}

// nameLines breaks names of axes that are longer than there is room.
func nameLines(object map[string]any, width, height float64) {
	p := plotOf(object, width, height)
	for _, axis := range []struct {
		list, margin string
		room         float64
	}{{"xAxis", "bottom", width - 2*plainRoom}, {"yAxis", "left", p.high()}} {
		for i, fields := range listIn(object, axis.list) {
			name, _ := fields["name"].(string)
			if i > 0 || runeWidth*axisName*float64(utf8.RuneCountInString(name)) <= axis.room || strings.Contains(name, "\n") {
				continue
			}
			fields["name"] = inTwo(name)
			style, _ := fields["nameTextStyle"].(map[string]any)
			style = maps.Clone(style)
			if style == nil {
				style = map[string]any{}
			}
			style["lineHeight"] = float64(axisNameLine)
			fields["nameTextStyle"] = style
			p.grid[axis.margin] = numberIn(p.grid, axis.margin, 0) + axisNameLine
			if axis.list == "yAxis" {
				fields["nameGap"] = numberIn(fields, "nameGap", 0) + axisNameLine/2
			}
		}
	}
}

// inTwo breaks a text at the space next to its middle.
func inTwo(text string) string {
	best := -1
	for i, r := range text {
		if r == ' ' && (best < 0 || abs(2*i-len(text)) < abs(2*best-len(text))) {
			best = i
		}
	}
	if best < 0 {
		return text
	}
	return text[:best] + "\n" + text[best+1:]
}

func abs(n int) int { return max(n, -n) }

// shrinkPoints lets points on a ground of colours be smaller, as the room between them is, and points beside rows be
// nearer to them. The figure had another width and height.
func (p plot) shrinkPoints(width, height float64) {
	const smallest = 0.55
	across, high := p.across()/(p.across()+width-p.width), p.high()/(p.high()+height-p.height)
	for _, series := range listIn(p.object, "series") {
		if series["type"] != "scatter" {
			continue
		}
		if size := numberIn(series, "symbolSize", 0); size > 1 && p.object["visualMap"] != nil && across < 1 {
			series["symbolSize"] = math.Round(size * max(smallest, across))
		}
		if offset, _ := series["symbolOffset"].([]any); len(offset) == 2 && high > 0 && high < 1 {
			if down, ok := offset[1].(float64); ok {
				series["symbolOffset"] = []any{offset[0], math.Round(down * high)}
			}
		}
	}
}

// thinCategories names so many categories that their names lie beside each other.
func (p plot) thinCategories() {
	for name, length := range map[string]float64{"xAxis": p.across(), "yAxis": p.high()} {
		for _, axis := range listIn(p.object, name) {
			data, _ := axis["data"].([]any)
			label, _ := axis["axisLabel"].(map[string]any)
			if axis["type"] != "category" || len(data) == 0 || label == nil || length <= 0 {
				continue
			}
			if between := math.Ceil(nameRoom*float64(len(data))/length) - 1; between > numberIn(label, "interval", 0) {
				label["interval"] = between
			}
		}
	}
}

// mostNames bounds how many names and dots are compared with each other.
const mostNames = 2000

// box is where a name lies, in pixels of the axes.
type box struct{ left, right, top, below float64 }

func (a box) meets(b box) bool {
	return a.left < b.right && b.left < a.right && a.top < b.below && b.top < a.below
}

// placeNames leaves out names of places that would lie over others. If they are those of a series in the legend, all of
// them are told there instead.
func (p plot) placeNames() {
	var taken []box
	dots := p.dots()
	for _, series := range listIn(p.object, "series") {
		if series["type"] != "scatter" || numberIn(series, "symbolSize", 0) != 1 {
			continue
		}
		data, _ := series["data"].([]any)
		if len(data) > mostNames {
			continue
		}
		var kept []any
		var names []string
		others := taken
		name, _ := series["name"].(string)
		if name != "" {
			others = append(append([]box{}, taken...), dots...)
		}
		collides := false
		for _, entry := range data {
			text, at, ok := p.nameBox(series, entry)
			if ok && meetsAny(at, others) {
				collides = true
				names = append(names, text)
				continue
			}
			kept = append(kept, entry)
			if ok {
				names = append(names, text)
				others, taken = append(others, at), append(taken, at)
			}
		}
		if !collides {
			continue
		}
		if name != "" && p.inLegend(name, names) {
			kept = []any{}
		}
		series["data"] = kept
	}
}

func meetsAny(a box, others []box) bool {
	for _, b := range others {
		if a.meets(b) {
			return true
		}
	}
	return false
}

// dots are where the measured places lie.
func (p plot) dots() (list []box) {
	for _, series := range listIn(p.object, "series") {
		size := numberIn(series, "symbolSize", 0)
		data, _ := series["data"].([]any)
		if series["type"] != "scatter" || size <= 1 || len(data)+len(list) > mostNames {
			continue
		}
		for _, entry := range data {
			if x, y, ok := p.place(series, entry); ok {
				list = append(list, box{x - size/2, x + size/2, y - size/2, y + size/2})
			}
		}
	}
	return list
}

// place is where an entry lies, in pixels of the axes.
func (p plot) place(series map[string]any, entry any) (x, y float64, ok bool) {
	if fields, isObject := entry.(map[string]any); isObject {
		entry = fields["value"]
	}
	values, _ := entry.([]any)
	if len(values) < 2 {
		return 0, 0, false
	}
	across, okX := share(p.object, "xAxis", numberIn(series, "xAxisIndex", 0), values[0])
	up, okY := share(p.object, "yAxis", numberIn(series, "yAxisIndex", 0), values[1])
	return across * p.across(), (1 - up) * p.high(), okX && okY
}

// share is how far along an axis a value lies, 0 to 1.
func share(object map[string]any, name string, index float64, value any) (float64, bool) {
	axes, v := listIn(object, name), math.NaN()
	if number, ok := value.(float64); ok {
		v = number
	}
	if index < 0 || int(index) >= len(axes) {
		return 0, false
	}
	axis := axes[int(index)]
	low, high := numberIn(axis, "min", math.NaN()), numberIn(axis, "max", math.NaN())
	if axis["type"] == "log" {
		low, high, v = math.Log(low), math.Log(high), math.Log(v)
	}
	at := (v - low) / (high - low)
	if axis["inverse"] == true {
		at = 1 - at
	}
	return at, at > -1 && at < 2
}

// nameBox is the name of an entry and where it lies; false for an entry without one.
func (p plot) nameBox(series map[string]any, entry any) (string, box, bool) {
	fields, _ := entry.(map[string]any)
	text, _ := fields["name"].(string)
	label, _ := fields["label"].(map[string]any)
	if label == nil {
		label, _ = series["label"].(map[string]any)
	}
	x, y, ok := p.place(series, entry)
	if !ok || text == "" || label == nil {
		return text, box{}, false
	}
	letters := numberIn(label, "fontSize", lettersInPixels)
	width, height := runeWidth*letters*float64(utf8.RuneCountInString(text)), lineHeight*letters
	if offset, _ := label["offset"].([]any); len(offset) == 2 {
		dx, _ := offset[0].(float64)
		dy, _ := offset[1].(float64)
		x, y = x+dx, y+dy
	}
	if math.Abs(numberIn(label, "rotate", 0)) == 90 {
		width, height = height, width
	}
	gap := 5.0 // pixels
	if size := numberIn(series, "symbolSize", 0); size > 1 {
		gap += size / 2
	}
	switch label["position"] {
	case "top":
		return text, box{x - width/2, x + width/2, y - gap - height, y - gap}, true
	case "bottom":
		return text, box{x - width/2, x + width/2, y + gap, y + gap + height}, true
	case "left":
		return text, box{x - gap - width, x - gap, y - height/2, y + height/2}, true
	}
	return text, box{x + gap, x + gap + width, y - height/2, y + height/2}, true
}

// inLegend tells the names of a series' places in the legend; false if the series has no entry there.
func (p plot) inLegend(name string, names []string) bool {
	const most = 4
	told := strings.Join(names, ", ")
	if len(names) > most {
		told = names[0] + " to " + names[len(names)-1]
	}
	told = name + " (" + told + ")"
	found := false
	for _, legend := range listIn(p.object, "legend") {
		data, _ := legend["data"].([]any)
		for i, entry := range data {
			if fields, _ := entry.(map[string]any); fields["name"] == name {
				fields["name"], found = told, true
			} else if entry == name {
				data[i], found = told, true
			}
		}
	}
	if !found {
		return false
	}
	for _, series := range listIn(p.object, "series") {
		if series["name"] == name {
			series["name"] = told
		}
	}
	return true
}
