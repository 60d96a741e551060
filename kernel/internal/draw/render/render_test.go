package render

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/draw/echarts"
	"tradeoff/kernel/internal/draw/render/rendertest"
)

const line = `{"figure":{"width":400,"height":300,"caption":"Errors of <three> runs & their mean."},
"title":{"text":"A & B"},"xAxis":{"type":"log"},"yAxis":{},"toolbox":{"feature":{"saveAsImage":{"title":"Keep"}}},
"series":[{"type":"line","data":[[1,3],[10,1],[100,2]]}]}`

func mustDraw(t *testing.T, option string) string {
	t.Helper()
	picture, err := SVG(context.Background(), []byte(option), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func TestSVGIsWellFormedAndComplete(t *testing.T) {
	picture := mustDraw(t, line)
	text, _ := rendertest.Texts(t, picture)
	for _, want := range []string{"A & B", "Errors of <three> runs & their mean.", "100"} {
		if !strings.Contains(text, want) {
			t.Errorf("the picture lacks the text %q", want)
		}
	}
	if strings.Contains(text, "Keep") {
		t.Error("a static picture shows a tool")
	}
	if !strings.Contains(picture, `viewBox="0 0 400 336"`) {
		t.Errorf("300 pixels and one line of caption should make 336: %.300s", picture)
	}
}

func TestSVGIsDeterministicAndNamed(t *testing.T) {
	first, again := mustDraw(t, line), mustDraw(t, line)
	if first != again {
		t.Error("the same option gave two pictures")
	}
	id, err := echarts.FigureID([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(first, `<svg id="`+id+`"`) {
		t.Errorf("want the id %s in %.120s", id, first)
	}
	if strings.Contains(first, "zr0") {
		t.Error("the picture has names that other pictures have too")
	}
	if other := mustDraw(t, strings.Replace(line, `[10,1]`, `[10,1.5]`, 1)); strings.Contains(other, id) {
		t.Error("another option gave the same identity")
	}
}

func TestSVGTakesAStringAndAnExplicitSize(t *testing.T) {
	picture, err := SVG(context.Background(), []byte(`"{\"series\":[]}"`), 321, 123)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(picture, `width="321" height="123"`) {
		t.Errorf("size not used: %.200s", picture)
	}
}

func TestSVGErrors(t *testing.T) {
	for name, c := range map[string]struct {
		option string
		width  int
		want   error
	}{
		"not JSON":      {`{`, 0, echarts.ErrOption},
		"not an object": {`[1]`, 0, echarts.ErrOption},
		"number text":   {`"7"`, 0, echarts.ErrOption},
		"bad frame":     {`{"figure":7}`, 0, echarts.ErrOption},
		"width":         {`{}`, -1, diversity.ErrInvalid},
		"too large":     {`{"figure":{"width":10001}}`, 0, diversity.ErrInvalid},
		"JavaScript":    {`{"series":[{"type":"line","data":[[1,2]]}]}`, 0, ErrDraw}, // no axes
	} {
		if _, err := SVG(context.Background(), []byte(c.option), c.width, 0); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestSVGStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := SVG(ctx, []byte(line), 0, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: got %v", err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), 30*time.Millisecond) // loading the library takes longer
	defer cancel()
	if _, err := SVG(ctx, []byte(line), 0, 0); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled while drawing: got %v", err)
	}
}

func TestServe(t *testing.T) {
	var out strings.Builder
	if err := Serve(context.Background(), strings.NewReader(line), &out); err != nil {
		t.Fatal(err)
	}
	pictures, err := drawing.ReadPictures(strings.NewReader(out.String()))
	if err != nil || pictures.SVG != check(Copy(t.Context(), []byte(line)))(t) || len(pictures.PNG) == 0 {
		t.Errorf("Serve drew another picture than Copy, or no PNG: %v", err)
	}
	if err := Serve(context.Background(), strings.NewReader(""), &out); !errors.Is(err, echarts.ErrOption) {
		t.Errorf("no input: got %v", err)
	}
}

func TestWrapKeepsEveryWordWithinTheWidth(t *testing.T) {
	text := "Downstream error after pre-training on images, for 4 budgets. Dots: mean over 5 repeats; bars: its 95% interval."
	lines := wrap(text, 200, 12)
	if strings.Join(lines, " ") != text {
		t.Errorf("words changed: %q", lines)
	}
	for _, line := range lines {
		if textWidth(line, 12) > 200 {
			t.Errorf("line too wide: %q", line)
		}
	}
	if got := wrap("", 200, 12); got != nil {
		t.Errorf("empty text: %q", got)
	}
	if got := wrap("incomprehensibilities", 20, 12); len(got) != 1 {
		t.Errorf("a long word should stay whole: %q", got)
	}
}
