package cells

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/jupyter/kernelspec"
	"tradeoff/kernel/internal/proxy/proxytest"
)

// launch is a fake kernel.
func launch(kind string) Launch {
	return Launch{Argv: []string{os.Args[0], kernelspec.ConnectionFile}, Env: []string{fakeVariable + "=" + kind}}
}

// shortTemp is a new temporary directory for the kernels, which must be empty at the end.
func shortTemp(t *testing.T) {
	t.Helper()
	dir := proxytest.ShortTemp(t)
	t.Setenv("TMPDIR", dir)
	t.Cleanup(func() {
		if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
}

func TestCompare(t *testing.T) {
	shortTemp(t)
	var said []string
	report, err := Compare(t.Context(), Options{
		Plain: launch("plain"), Ours: launch("ours"), Cells: 3, Progress: func(line string) { said = append(said, line) },
	})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, row := range report.Rows {
		names = append(names, row.Name)
		want := 3
		if row.Name == "start" {
			want = 6 // two kinds of first cells
		}
		if len(row.Plain) != want || len(row.Ours) != want {
			t.Errorf("%s: %d and %d times, want %d", row.Name, len(row.Plain), len(row.Ours), want)
		}
		for _, seconds := range append(row.Plain, row.Ours...) {
			if seconds <= 0 || seconds > 60 {
				t.Errorf("%s took %v s", row.Name, seconds)
			}
		}
	}
	if got := strings.Join(names, " "); got != "start first-trivial both-trivial tab-trivial first-figure both-figure tab-figure trivial value figure xla tab" {
		t.Errorf("rows %s", got)
	}
	if len(said) != 7 {
		t.Errorf("said %q", said)
	}
}

func TestCompareChecksWhatCellsShow(t *testing.T) {
	shortTemp(t)
	for kind, says := range map[string]string{
		"failing": "nothing works", "blind": `no "image/svg+xml"`, "mute": `not completed to "Println"`,
		"silent": `not completed to "Println": {"matches":[],"status":"error"}`,
	} {
		_, err := Compare(t.Context(), Options{Plain: launch("plain"), Ours: launch(kind), Cells: 1})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want one that says %q", kind, err, says)
		}
	}
}

// A kernel whose language server is not ready is asked again.
func TestCompareAsksAgain(t *testing.T) {
	shortTemp(t)
	for _, kind := range []string{"late", "loading"} {
		report, err := Compare(t.Context(), Options{Plain: launch("plain"), Ours: launch(kind), Cells: 1})
		if err != nil || len(report.Rows) != 12 {
			t.Errorf("%s: %d rows, %v", kind, len(report.Rows), err)
		}
	}
}

func TestCompareTellsWhyAKernelDoesNotStart(t *testing.T) {
	shortTemp(t)
	script := Launch{Argv: []string{"sh", "-c", "echo no gonb here; exit 3"}}
	if _, err := Compare(t.Context(), Options{Plain: script, Ours: launch("ours")}); err == nil ||
		!strings.Contains(err.Error(), "no gonb here") {
		t.Errorf("%v", err)
	}
	if _, err := Compare(t.Context(),
		Options{Plain: Launch{Argv: []string{"/nosuch"}}, Ours: launch("ours")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Compare(ctx, Options{Plain: Launch{Argv: []string{"sleep", "60"}}, Ours: launch("ours")}); !errors.Is(err,
		context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

func TestValidate(t *testing.T) {
	for field, o := range map[string]Options{
		"Options.Plain.Argv": {},
		"Options.Ours.Argv":  {Plain: launch("plain")},
		"Options.Cells":      {Plain: launch("plain"), Ours: launch("ours"), Cells: -1},
	} {
		if _, err := Compare(t.Context(), o); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), field+" = ") {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestPrint(t *testing.T) {
	var out strings.Builder
	rows := []Row{
		{Title: "a cell", Target: 0.25, Plain: []float64{4, 1, 2}, Ours: []float64{1, 1, 1}},
		{Title: "another", Plain: []float64{1}, Ours: []float64{2}},
		{Title: "not measured"},
	}
	if err := (Report{Rows: rows}).Print(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	for i, want := range []string{"", "a cell 3 2.000 (1.000 to 4.000) 1.000 (1.000 to 1.000) 0.50 0.25",
		"another 1 1.000 (1.000 to 1.000) 2.000 (2.000 to 2.000) 2.00 -", ""} {
		if got := strings.Join(strings.Fields(lines[i]), " "); want != "" && got != want {
			t.Errorf("line %d is %q, want %q", i, got, want)
		}
	}
	if strings.Contains(out.String(), "not measured") {
		t.Error("an empty row is printed")
	}
}
