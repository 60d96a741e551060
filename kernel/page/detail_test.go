package page

import (
	"math"
	"strings"
	"testing"

	"tradeoff/diversity/recipe"
	"tradeoff/diversity/report"
	"tradeoff/diversity/study"
)

// detailed gives a report whose runs recorded training curves, classes and mistakes, by names of somebody else.
func detailed(r report.Report, curves int) report.Report {
	r.Details = nil
	for _, mean := range r.Means {
		d := study.Detail{Size: mean.Size, Classes: []string{`<b>"Latin"</b>`, "Greek\x1b\u202e"}, Tested: 10,
			Worst: []study.Mistake{{Class: "<i>", TakenFor: "b", Count: 3, Images: 10}}}
		for i := range curves {
			d.Curves = append(d.Curves, study.RunCurve{Repeat: i, Curve: recipe.Curve{{Step: 1, Loss: 2},
				{Step: 2, Loss: math.NaN()}, {Step: 3, Loss: math.Inf(1)}, {Step: 4, Loss: 1}}})
		}
		r.Details = append(r.Details, d)
	}
	return r
}

// A click on a point leads to its row, and the row that follows shows what its runs recorded, without a script.
func TestPageShowsDetails(t *testing.T) {
	r := reportOf(t, "known", report.Options{Seed: 1})
	plain, page, many := pageOf(t, r), pageOf(t, detailed(r, 2)), pageOf(t, detailed(r, 300))
	if strings.Contains(plain, `class="detail"`) {
		t.Error("a table has details")
	}
	if n := strings.Count(page, `<tr class="detail">`); n != len(r.Means) {
		t.Errorf("%d details of %d sizes", n, len(r.Means))
	}
	for _, want := range []string{"tr:target + tr.detail { display: table-row }", `aria-label="Training loss of 2 runs at K=4 n=64"`,
		"4 updates", `d="M116 8L332 68"`, "&lt;b&gt;&#34;Latin&#34;&lt;/b&gt;, Greek", "&lt;i&gt; taken for b (3 of 10)", "and 2 more"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	_, rows, _ := strings.Cut(page, "<h2>The runs</h2>")
	rows, _, _ = strings.Cut(rows, "<script")
	for _, bad := range []string{"NaN", "Inf", `<b>"`, "\x1b", "\u202e", "<i>"} {
		if strings.Contains(rows, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if len(many)-len(plain) > 300_000 {
		t.Errorf("%d bytes for the details", len(many)-len(plain))
	}
}

func TestNoTrainingCurve(t *testing.T) {
	none := study.Detail{Curves: []study.RunCurve{{Curve: recipe.Curve{{Step: -1, Loss: -2}}}}}
	if svg := trainingSVG(none); svg != "" {
		t.Errorf("%s", svg)
	}
}
