package picture

import (
	"bytes"
	"strings"
	"testing"

	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/draw/echarts"
)

// A copy of ECharts goes with its licences, and runs under a policy that allows nothing else.
func TestPageHasLicencesAndPolicy(t *testing.T) {
	f, err := figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{1, 2}}},
		figure.LineOptions{Title: "keep only = best"})
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := HTML(&page, f, Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{echarts.License(), echarts.Notice, "script-src 'sha256-", "<body data-reader-theme>",
		`data-figure="figure-`} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %.80s", want)
		}
	}
	if n := strings.Count(page.String(), "<script>"); n != 1 {
		t.Errorf("%d scripts", n)
	}
}
