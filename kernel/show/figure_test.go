package show

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/protocol/drawing"
)

func TestFigureSendsAllForms(t *testing.T) {
	r := record(true)
	r.figure(someFigure(t))
	data := r.only(t)
	var option map[string]any
	if err := json.Unmarshal([]byte(data[protocol.Figure].(string)), &option); err != nil || option["series"] == nil {
		t.Errorf("option: %v", err)
	}
	if data[protocol.SVG] != "<svg></svg>" {
		t.Errorf("picture: %v", data[protocol.SVG])
	}
	if !bytes.Equal(data[protocol.PNG].([]byte), somePNG()) {
		t.Error("no PNG")
	}
	if got := fmt.Sprint(r.sent[0].Metadata); got != "map[image/png:map[height:4 width:2]]" {
		t.Errorf("the PNG of 3 by 6 pixels is to be shown at %s", got)
	}
	if text := data[protocol.Plain].(string); !strings.Contains(text, "Training curve") {
		t.Errorf("text: %q", text)
	}
	if err := gob.NewEncoder(&bytes.Buffer{}).Encode(r.sent[0]); err != nil {
		t.Errorf("the bundle cannot be sent: %v", err)
	}
}

// A figure of sizes brings what is behind its points; while it is drawn anew again and again it does not.
func TestFigureSendsRuns(t *testing.T) {
	points := []diversity.Measurement{{Size: diversity.Size{Classes: 2, PerClass: 8}, Error: 0.5, Run: "a"}, {Size: diversity.Size{Classes: 4, PerClass: 4}, Error: 0.4, Run: "b"}}
	f, err := figure.Curves(points, figure.CurvesOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r := record(true)
	r.figure(f)
	if runs, _ := r.only(t)[protocol.Runs].(string); !strings.HasPrefix(runs, `{"points":[[0,0,0],[0,1,1]],"sizes":[{"name":"K = 2, n = 8 (N = 16)"`) {
		t.Errorf("runs: %.200s", runs)
	}
	if forms, err := r.forms(f, false); err != nil || forms[protocol.Runs] != nil {
		t.Errorf("a figure that moves: %v, %v", forms[protocol.Runs], err)
	}
	if forms, err := r.forms(someFigure(t), true); err != nil || forms[protocol.Runs] != nil {
		t.Errorf("a figure of no sizes: %v, %v", forms[protocol.Runs], err)
	}
}

func TestFigureWithoutAPictureSaysWhy(t *testing.T) {
	r := record(true)
	r.draw = func([]byte) (drawing.Pictures, error) { return drawing.Pictures{}, errDraw }
	r.figure(someFigure(t))
	data := r.only(t)
	if _, ok := data[protocol.SVG]; ok {
		t.Error("a picture that was not drawn")
	}
	if !strings.Contains(data[protocol.Plain].(string), errDraw.Error()) || data[protocol.Figure] == nil {
		t.Errorf("got %v", data[protocol.Plain])
	}
}

func TestFigureWithoutPNGIsComplete(t *testing.T) {
	r := record(true)
	r.draw = func([]byte) (drawing.Pictures, error) { return drawing.Pictures{SVG: "<svg></svg>"}, nil }
	f := someFigure(t)
	r.figure(f)
	data := r.only(t)
	if _, ok := data[protocol.PNG]; ok || r.sent[0].Metadata != nil {
		t.Error("a PNG that was not drawn")
	}
	if data[protocol.Plain] != f.Text() || data[protocol.SVG] == nil {
		t.Errorf("got %v", data)
	}
}

func TestFigureInATerminalIsText(t *testing.T) {
	r := record(false)
	r.draw = func([]byte) (drawing.Pictures, error) {
		t.Error("a picture for a terminal")
		return drawing.Pictures{}, nil
	}
	r.figure(someFigure(t))
	if len(r.sent) != 0 || !strings.Contains(r.out.String(), "Training curve") {
		t.Errorf("sent %d, written %q", len(r.sent), r.out.String())
	}
}

func TestFigureThatIsNoneIsReported(t *testing.T) {
	r := record(true)
	r.figure(figure.Figure{})
	if len(r.sent) != 0 || !strings.Contains(r.log.String(), "show.Figure: not shown") {
		t.Errorf("sent %d, log %q", len(r.sent), r.log.String())
	}
}

func TestDrawByCommand(t *testing.T) {
	t.Setenv(protocol.KernelVariable, "")
	if _, err := drawByCommand([]byte("{}")); err == nil || !strings.Contains(err.Error(), protocol.KernelVariable) {
		t.Errorf("no command: %v", err)
	}
	command := filepath.Join(t.TempDir(), "command")
	script := "#!/bin/sh\n[ \"$1\" = render ] || exit 9\nread option\ncase \"$option\" in bad) echo 'no series' >&2; exit 1;; esac\nprintf '{\"svg\":\"<svg>%s</svg>\",\"png\":\"AQI=\"}' \"$option\"\n"
	if err := os.WriteFile(command, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv(protocol.KernelVariable, command)
	if picture, err := drawByCommand([]byte("{}\n")); err != nil || picture.SVG != "<svg>{}</svg>" ||
		string(picture.PNG) != "\x01\x02" {
		t.Errorf("got %v, %v", picture, err)
	}
	if _, err := drawByCommand([]byte("bad\n")); err == nil || !strings.Contains(err.Error(), "no series") {
		t.Errorf("a failing command: %v", err)
	}
}
