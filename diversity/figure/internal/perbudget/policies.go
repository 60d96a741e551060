package perbudget

import (
	"fmt"
	"strings"

	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/theory"
)

// Policies is [Compare] for the policies of a study, with what they differ by in pairs.
func Policies(groups []Group, differences []theory.PairedMinimum) (chart.Parts, error) {
	p, err := Compare(groups)
	if err != nil {
		return chart.Parts{}, err
	}
	p.Title = "Error against the number of classes, by policy"
	p.Caption = wording.Sentences(p.Caption, movesWords(differences))
	if len(differences) > 0 {
		p.Table += "\n" + differencesTable(differences)
	}
	return p, nil
}

// movesWords is the sentence of a caption about where K* moves.
func movesWords(differences []theory.PairedMinimum) string {
	if len(differences) == 0 {
		return ""
	}
	var texts []string
	for _, d := range differences {
		texts = append(texts, fmt.Sprintf("K* of %s is %s times that of %s at N = %s", d.Second, wording.Estimate(d.Ratio),
			d.First, scale.Thousands(d.Budget)))
	}
	return "In pairs of runs that share their seeds: " + strings.Join(texts, "; ") + "."
}

func differencesTable(differences []theory.PairedMinimum) string {
	rows := [][]string{{"N", "policy", "K* / K* of " + differences[0].First, "error less that of it, points", "repeats"}}
	for _, d := range differences {
		rows = append(rows, []string{fmt.Sprint(d.Budget), d.Second, d.Ratio.Number(), d.Error.Points(),
			fmt.Sprint(d.Repeats)})
	}
	return aligned.Rows(rows)
}
