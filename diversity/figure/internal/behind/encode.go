package behind

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// document is what a front end reads (kernel/internal/draw/echarts/runs.js).
type document struct {
	Points [][]int   `json:"points"` // series, item, index of a size, and the index of the frame of a slider
	Sizes  []encoded `json:"sizes"`
	Texts  []string  `json:"texts,omitempty"` // sentences that several sizes have
}

type encoded struct {
	Name  string `json:"name"`
	Group string `json:"group,omitempty"`
	Mean  string `json:"mean"`
	Notes []any  `json:"notes,omitempty"` // sentences, or their indices in Texts
	*table
	*lines
	*sheet
}

type table struct {
	Head []string   `json:"head"`
	Rows [][]string `json:"rows"`
}

type lines struct {
	Lines any `json:"lines"` // []line, or the index of a size that has the same
}

type line struct {
	Name string    `json:"name"`
	At   []float64 `json:"at"`
}

type sheet struct {
	Sheet any    `json:"sheet"` // an address that holds its data, or the index of a size that has the same
	About string `json:"about,omitempty"`
}

// JSON encodes what is behind points in no more than about most bytes. The tables of runs of all sizes come first, then
// names of all, then curves, then images; what finds no room is named where it is missing. Sentences, curves and
// images that several sizes share, as where a slider shows a run on several tasks, are there once. It is nil if no
// point has a size.
func JSON(points []Point, sizes []Size, most int) (json.RawMessage, error) {
	d, room := begun(points, sizes, most)
	if len(d.Points) == 0 {
		return nil, nil
	}
	missing, t := make([][]string, len(d.Sizes)), textsOf(sizes)
	for _, part := range parts {
		shared := map[string]int{} // the size that has a content
		for i, size := range sizes[:len(d.Sizes)] {
			cost, put := part.of(size, t)
			if put == nil {
				continue
			}
			content := part.contentOf(size)
			at, have := shared[content]
			switch {
			case have && content != "" && room >= bytesOfAnIndex:
				room -= bytesOfAnIndex
				part.same(&d.Sizes[i], at)
			case cost > room:
				missing[i] = append(missing[i], part.name)
			default:
				room -= cost
				put(&d.Sizes[i])
				shared[content] = i
			}
		}
	}
	for i, names := range missing {
		if len(names) > 0 {
			d.Sizes[i].Notes = append(d.Sizes[i].Notes, "Left out, as the notebook would become too large: "+strings.Join(names, ", ")+".")
		}
	}
	d.Texts = t.list
	return json.Marshal(d)
}

// begun has the names and means of the first sizes, as many as have room, and their points.
func begun(points []Point, sizes []Size, most int) (d document, room int) {
	room = most
	at, places := map[Key]int{}, map[Key]int{}
	for _, p := range points {
		places[p.Key]++
	}
	for i, s := range sizes {
		e := encoded{Name: titleOf(s.Size), Group: groupOf(s.Group), Mean: s.Mean}
		if room -= bytesOf(e) + bytesOfRemark + bytesOfAPoint*places[s.Key]; room < 0 {
			break
		}
		at[s.Key] = i
		d.Sizes = append(d.Sizes, e)
	}
	for _, p := range points {
		if i, known := at[p.Key]; known {
			d.Points = append(d.Points, p.encoded(i))
		}
	}
	return d, max(0, room)
}

// encoded is the point with the index of its size.
func (p Point) encoded(size int) []int {
	if p.Frame == 0 {
		return []int{p.Series, p.Item, size}
	}
	return []int{p.Series, p.Item, size, p.Frame - 1}
}

// What a point takes, and the sentence on what was left out of a size.
const (
	bytesOfAPoint = 20
	bytesOfRemark = 120
)

// bytesOfAnIndex is what it takes to say that a size has what another has.
const bytesOfAnIndex = 16

// part is what may be left out. Of a size it is nothing, or some bytes and how they are put in.
type part struct {
	name    string
	of      func(Size, *texts) (bytes int, put func(*encoded))
	content func(Size) string        // equal where it is the same; nil if it is not shared
	same    func(e *encoded, as int) // says so
}

var parts = []part{
	{name: "runs", of: runsOf}, {name: "names of classes and mistakes", of: namesOf},
	{"training curves", linesOf, func(s Size) string { return fmt.Sprint(s.Curves) },
		func(e *encoded, as int) { e.lines = &lines{as} }},
	{"images", sheetOf, func(s Size) string { return s.Sheet.About + string(s.Sheet.Picture) },
		func(e *encoded, as int) { e.sheet = &sheet{Sheet: as} }},
}

// contentOf is equal for sizes that share a part; "" for a part that is not shared.
func (p part) contentOf(s Size) string {
	if p.content == nil {
		return ""
	}
	return p.content(s)
}

func runsOf(s Size, t *texts) (int, func(*encoded)) {
	if len(s.Rows) == 0 {
		return 0, nil
	}
	runs := table{s.Head, s.Rows}
	return bytesOf(runs) + t.bytes(s.Notes), func(e *encoded) {
		e.table, e.Notes = &runs, append(e.Notes, t.put(s.Notes)...)
	}
}

func namesOf(s Size, t *texts) (int, func(*encoded)) {
	if len(s.Names) == 0 {
		return 0, nil
	}
	return t.bytes(s.Names), func(e *encoded) { e.Notes = append(e.Notes, t.put(s.Names)...) }
}

func linesOf(s Size, _ *texts) (int, func(*encoded)) {
	if len(s.Curves) == 0 {
		return 0, nil
	}
	var all []line
	for _, c := range s.Curves {
		all = append(all, line(c))
	}
	l := lines{all}
	return bytesOf(l), func(e *encoded) { e.lines = &l }
}

func sheetOf(s Size, _ *texts) (int, func(*encoded)) {
	if len(s.Sheet.Picture) == 0 {
		return 0, nil
	}
	p := sheet{"data:" + s.Sheet.Type + ";base64," + base64.StdEncoding.EncodeToString(s.Sheet.Picture), s.Sheet.About}
	return bytesOf(p), func(e *encoded) { e.sheet = &p }
}

// bytesOf is how long a value is in JSON.
func bytesOf(value any) int {
	text, err := json.Marshal(value)
	if err != nil { // a number that is not finite, which no constructor makes
		return 0
	}
	return len(text)
}
