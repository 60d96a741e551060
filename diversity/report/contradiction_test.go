package report_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/report"
	"tradeoff/diversity/theory"
)

// tasksOf are the measurements of a table by task.
func tasksOf(t *testing.T, file string) map[string][]diversity.Measurement {
	t.Helper()
	source, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	table, err := estimate.ReadTable(source)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	tasks := map[string][]diversity.Measurement{}
	for _, m := range table.Points {
		tasks[m.Task] = append(tasks[m.Task], m)
	}
	return tasks
}

// checkAgreement looks for two sentences of one report that contradict each other.
func checkAgreement(t *testing.T, r report.Report) {
	t.Helper()
	invariance := r.Verdicts[len(r.Verdicts)-1]
	all := strings.Join(append(append(slices.Clone(r.Answer), r.Changes...), r.Warnings...), " ")
	for _, v := range r.Verdicts {
		all += " " + v.Sentence
		if strings.Contains(v.Sentence, "no measurable difference") && v.Outcome != theory.Undecided {
			t.Errorf("%s: %s", v.Outcome, v.Sentence)
		}
	}
	if strings.Contains(all, "makes no measurable difference at any budget") && strings.Contains(all, "inner optimum") {
		for _, v := range r.Verdicts {
			if strings.Contains(v.Claim, "inner optimum") && v.Outcome == theory.Consistent {
				t.Errorf("no difference, and %s", v.Sentence)
			}
		}
	}
	if r.Prediction == nil || len(r.Minima) == 0 {
		return
	}
	last := r.Minima[len(r.Minima)-1]
	measured := last.Classes.Value * last.Classes.Value / float64(last.Budget)
	ratio := r.Prediction.Ratio
	factor := ratio.Value / measured
	if !(factor > 0) || math.IsInf(factor, 0) {
		return
	}
	moved := math.Abs(math.Log(factor)) > math.Ln2
	beyond := ratio.Interval.Known() && !ratio.Interval.Contains(measured)
	if moved && !strings.Contains(invariance.Sentence, " times that of N = ") {
		t.Errorf("the ratio moves by %.2f, of which the verdict is silent: %s", factor, invariance)
	}
	if moved && beyond && invariance.Outcome == theory.Consistent {
		t.Errorf("the ratio moves by %.2f beyond its interval, and %s", factor, invariance)
	}
	up := strings.Contains(invariance.Sentence, "it rises with the budget")
	down := strings.Contains(invariance.Sentence, "it falls with the budget")
	if moved && beyond && invariance.Outcome == theory.Rejected && (up && factor < 1 || down && factor > 1) {
		t.Errorf("the ratio moves by %.2f, and %s", factor, invariance)
	}
	if invariance.Outcome != theory.Undecided && strings.Contains(invariance.Sentence, "neither is settled") ||
		invariance.Outcome == theory.Rejected && strings.Contains(invariance.Sentence, "not settled") {
		t.Errorf("%s, and %s", invariance.Outcome, invariance)
	}
}

// TestNoTwoSentencesContradict: of one table; TestIntegrationNoTwoSentencesContradict asks all.
func TestNoTwoSentencesContradict(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short no report of a measured study is made")
	}
	tasks := tasksOf(t, "../theory/backtest/testdata/studies/predict-steps.csv")
	points := slices.DeleteFunc(tasks["plain"], func(m diversity.Measurement) bool { return m.Size.Total() > 1024 })
	checkAgreement(t, reportOf(t, report.Table{Name: "predict-steps", Points: points}, report.Options{Budget: 16384}))
}

// TestIntegrationNoTwoSentencesContradict makes reports of every task of every committed study and of the tables that
// are kept as cases, from their smallest three budgets for 16 times the largest of these; with DIVERSITY_LONG=1 also
// from all budgets, and for twice the largest.
func TestIntegrationNoTwoSentencesContradict(t *testing.T) {
	testkit.Integration(t, func(t *testing.T) {
		files, err := filepath.Glob("../theory/backtest/testdata/studies/*.csv")
		if err != nil || len(files) < 13 {
			t.Fatalf("%d studies, %v", len(files), err)
		}
		cases, _ := filepath.Glob(filepath.Join(testkit.Root(t), "..", "shared", "cases", "tables", "*.csv"))
		t.Logf("%d studies and %d tables of cases", len(files), len(cases))
		for _, file := range append(files, cases...) {
			for task, points := range tasksOf(t, file) {
				t.Run(strings.TrimSuffix(filepath.Base(file), ".csv")+" "+task, func(t *testing.T) {
					for _, asked := range questionsOf(points) {
						checkAgreement(t, reportOf(t, report.Table{Points: asked.points}, report.Options{Budget: asked.budget}))
					}
				})
			}
		}
	})
}

// asked is a question to a table.
type asked struct {
	points []diversity.Measurement
	budget int
}

func questionsOf(points []diversity.Measurement) []asked {
	var budgets []int
	for _, m := range points {
		budgets = append(budgets, m.Size.Total())
	}
	slices.Sort(budgets)
	budgets = slices.Compact(budgets)
	few := budgets[min(2, len(budgets)-1)]
	first := slices.DeleteFunc(slices.Clone(points), func(m diversity.Measurement) bool { return m.Size.Total() > few })
	last := budgets[len(budgets)-1]
	questions := []asked{{first, 16 * few}}
	if os.Getenv("DIVERSITY_LONG") == "1" {
		questions = append(questions, asked{points, 2 * last}, asked{points, 16 * last}, asked{first, 2 * few})
	}
	return questions
}
