package compare

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/png"
	"maps"
	"regexp"
	"slices"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// outputs are those of a cell that are compared.
type outputs struct {
	streams map[string]string // by name
	shown   []ipynb.Output    // displays, results and errors, in order
}

// cells compares the outputs of a cell.
func (k *comparison) cells(committed, now ipynb.Cell) error {
	a, err := collect(committed)
	if err != nil {
		return err
	}
	b, err := collect(now)
	if err != nil {
		return err
	}
	if committed.Count == nil && len(committed.Outputs) == 0 && len(now.Outputs) > 0 {
		k.differ("", "no outputs: the cell was not run", fmt.Sprintf("%d", len(now.Outputs)))
		return nil
	}
	names := slices.Sorted(maps.Keys(a.streams))
	for name := range b.streams {
		if _, ok := a.streams[name]; !ok {
			names = append(names, name)
		}
	}
	for _, name := range names {
		k.cell.Output = name
		k.texts("", a.streams[name], b.streams[name])
	}
	k.cell.Output = ""
	if len(a.shown) != len(b.shown) {
		k.differ("", display.Count(len(a.shown), "output"), display.Count(len(b.shown), "output"))
		return nil
	}
	for i := range a.shown {
		k.output(i+1, a.shown[i], b.shown[i])
	}
	return nil
}

// collect joins streams and leaves out what only shows progress.
func collect(c ipynb.Cell) (outputs, error) {
	all := outputs{streams: map[string]string{}}
	for i := range c.Outputs {
		o, err := c.Output(i)
		switch {
		case err != nil:
			return all, err
		case o.Type == ipynb.Stream:
			all.streams[o.Name] += string(o.Text)
		case !passing(o):
			all.shown = append(all.shown, o)
		}
	}
	return all, nil
}

// progressRole is how HTML marks what shows progress.
var progressRole = regexp.MustCompile(`role=["']?progressbar`)

const widgets = "application/vnd.jupyter.widget-view+json"

// passing reports whether an output shows how the computation went, or a live widget.
func passing(o ipynb.Output) bool {
	_, live := o.Data[widgets]
	return live || progressRole.MatchString(text(o.Data[protocol.HTML]))
}

// text is the text form of a MIME bundle's value.
func text(raw json.RawMessage) string {
	var t ipynb.Text
	if raw == nil || json.Unmarshal(raw, &t) != nil {
		return string(raw)
	}
	return string(t)
}

// output compares two displays, results or errors, number n of the cell.
func (k *comparison) output(n int, a, b ipynb.Output) {
	k.cell.Output = fmt.Sprintf("display %d", n)
	defer func() { k.cell.Output = "" }()
	if (a.Type == ipynb.Error) != (b.Type == ipynb.Error) {
		k.differ("", a.Type, b.Type)
		return
	}
	if a.Type == ipynb.Error {
		k.texts("name", a.Ename, b.Ename)
		k.texts("value", a.Value, b.Value)
		return
	}
	types := compared(a)
	if more := compared(b); !slices.Equal(types, more) {
		k.differ("", strings.Join(types, " "), strings.Join(more, " "))
		return
	}
	specified := slices.ContainsFunc(types, isJSON)
	for _, mime := range types {
		k.cell.Output = fmt.Sprintf("display %d, %s", n, mime)
		switch {
		case isJSON(mime):
			k.specifications(a.Data[mime], b.Data[mime])
		case !strings.HasPrefix(mime, "image/"):
			k.texts("", text(a.Data[mime]), text(b.Data[mime]))
		case !specified && !bytes.Equal(a.Data[mime], b.Data[mime]):
			k.differ("", fmt.Sprintf("a picture of %d bytes", len(a.Data[mime])),
				fmt.Sprintf("another of %d bytes", len(b.Data[mime])))
		case mime == protocol.PNG:
			k.decodable(text(a.Data[mime]), text(b.Data[mime]))
		}
	}
}

// compared are the media types of an output that count. What is behind the points of a figure does not: times and
// processors of runs differ from one computation to the next, and the figure has the means of their scores.
func compared(o ipynb.Output) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(o.Data)), func(mime string) bool { return mime == protocol.Runs })
}

// decodable compares whether two values of an output, PNG in base64, are pictures at all.
func (k *comparison) decodable(a, b string) {
	was, is := describePNG(a), describePNG(b)
	if was == noPNG || is == noPNG {
		k.differ("", was, is)
	}
}

const noPNG = "no PNG"

func describePNG(encoded string) string {
	content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(encoded), ""))
	if err != nil {
		return noPNG
	}
	if _, err := png.Decode(bytes.NewReader(content)); err != nil {
		return noPNG
	}
	return fmt.Sprintf("a PNG of %d bytes", len(content))
}

func isJSON(mime string) bool { return mime == "application/json" || strings.HasSuffix(mime, "+json") }
