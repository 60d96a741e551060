package show

import (
	"strings"
	"testing"
	"time"

	"tradeoff/diversity/study"
	"tradeoff/kernel/internal/cell/protocol"
)

var halfway = study.Progress{
	Study: "omniglot", Total: 100, Done: 40, Cached: 10, Running: 2, Failed: 1, Elapsed: time.Minute, Rate: 30,
	Remaining: 118 * time.Second,
}

var finished = study.Progress{Study: "omniglot", Total: 100, Done: 100, Cached: 10, Elapsed: 200 * time.Second,
	Rate: 30}

func barOn(r *recorded) (*progressBar, *time.Time) {
	now := time.Unix(1000, 0)
	return &progressBar{screen: r.screen, id: "bar", now: func() time.Time { return now }}, &now
}

func TestProgressLine(t *testing.T) {
	for _, c := range []struct {
		progress study.Progress
		want     string
	}{
		{halfway, "omniglot: 40 of 100 runs (40%), 10 from the store, 1 failed, 2 running, 30 runs/min, about 1m58s left"},
		{finished, "omniglot: 100 of 100 runs (100%), 10 from the store, done in 3m20s"},
		{study.Progress{Study: "s", Total: 3}, "s: 0 of 3 runs (0%)"},
		{study.Progress{Study: "s"}, "s: 0 of 0 runs (100%), done in 0.0s"},
		{study.Progress{Study: "s", Total: 9, Remaining: 5*time.Hour + 29*time.Minute + 40*time.Second},
			"s: 0 of 9 runs (0%), about 5h30m left"},
	} {
		if got := c.progress.String(); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}

func TestProgressInACellUpdatesOneDisplay(t *testing.T) {
	r := record(true)
	bar, now := barOn(r)
	bar.update(halfway)
	bar.update(halfway) // too soon
	*now = now.Add(updateInterval)
	bar.update(halfway)
	bar.update(finished) // the end is always shown
	if len(r.sent) != 3 {
		t.Fatalf("%d updates, want 3", len(r.sent))
	}
	for _, data := range r.sent {
		if data.DisplayID != "bar" || data.Data[protocol.Plain] == "" {
			t.Errorf("got %+v", data)
		}
	}
	html := r.sent[0].Data[protocol.HTML].(string)
	for _, part := range []string{`aria-valuenow="40"`, "width:40.00%", "width:1.00%", "1m58s left"} {
		if !strings.Contains(html, part) {
			t.Errorf("the bar lacks %s: %s", part, html)
		}
	}
}

func TestProgressInATerminalRewritesOneLine(t *testing.T) {
	r := record(false)
	bar, now := barOn(r)
	bar.update(halfway)
	*now = now.Add(updateInterval)
	bar.update(finished)
	parts := strings.Split(r.log.String(), "\r")
	if len(parts) != 3 || !strings.HasSuffix(parts[2], "\n") || strings.Contains(parts[1], "\n") {
		t.Fatalf("got %q", r.log.String())
	}
	if len(strings.TrimSuffix(parts[2], "\n")) < len(parts[1]) {
		t.Error("the shorter line leaves part of the longer one")
	}
}

func TestProgressShowsWhyRunsFailed(t *testing.T) {
	p := halfway
	p.Failed = 5
	p.Failures = []study.Failure{{Run: study.Run{Repeat: 3}, Message: "loss is <NaN>"}}
	r := record(true)
	bar, _ := barOn(r)
	bar.update(p)
	html, text := r.sent[0].Data[protocol.HTML].(string), r.sent[0].Data[protocol.Plain].(string)
	for _, part := range []string{"repeat 3", "loss is &lt;NaN&gt;", "and 4 more"} {
		if !strings.Contains(html, part) {
			t.Errorf("the bar lacks %s: %s", part, html)
		}
	}
	if !strings.Contains(text, "\nfailed: ") || !strings.Contains(text, "loss is <NaN>") {
		t.Errorf("text %q", text)
	}
	terminal := record(false)
	bar, _ = barOn(terminal)
	p.Done = 95
	bar.update(p)
	if !strings.Contains(terminal.log.String(), "\nfailed: ") {
		t.Errorf("terminal %q", terminal.log.String())
	}
}
