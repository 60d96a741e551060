// Package htmlexport makes the figures of an exported notebook interactive. The page needs no network and no server,
// and without JavaScript it shows the static pictures.
//
// nbconvert writes the page; what is ours is only what it lacks: interactive figures of an untrusted notebook, and a
// page that loads nothing from elsewhere.
package htmlexport

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/draw/contentpolicy"
	"tradeoff/kernel/internal/draw/echarts"
)

// ErrNotebook is wrapped by errors about a notebook that cannot be read.
var ErrNotebook = errors.New("htmlexport: not a notebook")

// marker starts what [Upgrade] adds, so that it is not added twice.
const marker = "<!-- interactive figures -->"

//go:embed upgrade.js
var upgradeScript string

//go:embed print.css
var printStyle string

// Upgrade adds to the HTML page that nbconvert made of a notebook what replaces each static figure by an interactive
// one when the page is opened: ECharts once with its licences, the options of the figures, and a short script. A figure
// is found by the identity that its picture carries (echarts.FigureID). Pictures of figures that nbconvert put into
// image elements become part of the page, so that their text can be searched and read aloud; a warning says which
// figure stays static, and why. The page gets a policy, which the browser enforces: no script but that one, nothing
// from the network.
//
// A page upgraded before is returned unchanged. The error wraps [ErrNotebook].
func Upgrade(page, notebook []byte) (out []byte, warnings []string, err error) {
	if bytes.Contains(page, []byte(marker)) {
		return page, nil, nil
	}
	options, err := figures(notebook)
	if err != nil {
		return nil, nil, err
	}
	page, warnings = inlinePictures(page, options)
	var present []figure
	for _, f := range options {
		if bytes.Contains(page, []byte(`<svg id="`+f.id+`"`)) {
			present = append(present, f)
		}
	}
	page = contentpolicy.Add(page, script())
	if len(present) == 0 && !isPresentation(page) {
		return page, warnings, nil
	}
	return insert(page, addition(present)), warnings, nil
}

// figure is an option in compact JSON and its identity, and what is behind its points; nil for nothing.
type figure struct {
	id     string
	option []byte
	runs   []byte
}

// figures lists the figures in the outputs of a notebook, each once.
func figures(notebook []byte) ([]figure, error) {
	var file struct {
		Cells []struct {
			Outputs []struct {
				Data map[string]json.RawMessage `json:"data"`
			} `json:"outputs"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(notebook, &file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotebook, err)
	}
	var all []figure
	places := map[string]int{}
	for c, cell := range file.Cells {
		for _, output := range cell.Outputs {
			data, ok := output.Data[protocol.Figure]
			if !ok {
				continue
			}
			f, err := figureOf(data, output.Data[protocol.Runs])
			if err != nil {
				return nil, fmt.Errorf("%w: cell %d: %w", ErrNotebook, c+1, err)
			}
			at, seen := places[f.id]
			if !seen {
				places[f.id] = len(all)
				all = append(all, f)
			} else if len(all[at].runs) < len(f.runs) { // the same figure, of which more is told
				all[at].runs = f.runs
			}
		}
	}
	return all, nil
}

func figureOf(data, runs []byte) (figure, error) {
	object, err := echarts.Object(data)
	if err != nil {
		return figure{}, err
	}
	id, err := echarts.FigureID(data)
	if err != nil {
		return figure{}, err
	}
	option, err := json.Marshal(object) // escapes <, so that no option ends the script element it stands in
	return figure{id, option, compacted(runs)}, err
}

// compacted is a JSON object, or one within a string, as it may stand in a script element; nil for what is none,
// without which the figure is whole.
func compacted(data []byte) []byte {
	object, err := echarts.Object(data)
	if err != nil {
		return nil
	}
	text, err := json.Marshal(object)
	if err != nil {
		return nil
	}
	return text
}

// addition is the HTML that [Upgrade] adds.
func addition(present []figure) []byte {
	var b bytes.Buffer
	b.WriteString("\n" + marker + "\n<style>\n" + printStyle + "</style>\n")
	for _, f := range present {
		fmt.Fprintf(&b, "<script type=\"application/json\" data-figure=\"%s\">%s</script>\n", f.id, f.option)
		if f.runs != nil {
			fmt.Fprintf(&b, "<script type=\"application/json\" data-runs=\"%s\">%s</script>\n", f.id, f.runs)
		}
	}
	b.WriteString(licences("This page holds Apache ECharts "+echarts.Version+".", echarts.Notice, echarts.License()))
	b.WriteString("<script>" + script() + "</script>\n")
	return b.Bytes()
}

// script is the one script that a page runs.
func script() string {
	return "\n(function () {\nvar library = {};\n(function (exports, module, define) {\n" + inScript(echarts.Library) +
		"\n})(library, {}, undefined);\n" + inScript(echarts.Mount()) + "\n" + inScript(slidesScript) + "\n" + inScript(upgradeScript) + "})();\n"
}

// inScript keeps JavaScript from ending the script element it stands in. (Within a string of JavaScript \/ is /.)
func inScript(source string) string { return strings.ReplaceAll(source, "</script", `<\/script`) }

// insert puts an addition at the end of the body.
func insert(page, addition []byte) []byte {
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	return bytes.Join([][]byte{page[:at], addition, page[at:]}, nil)
}
