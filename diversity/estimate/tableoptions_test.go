package estimate

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// TestTablesOfOtherFields: what the columns are taken for, and the first point with the numbers that it stands for.
func TestTablesOfOtherFields(t *testing.T) {
	for name, c := range map[string]struct {
		text             string
		o                TableOptions
		groups, perGroup float64 // of the first row
		score, error     float64
		scale            Scale
		says             string
	}{
		"participants and minutes": {
			"subjects,scan time (min),pearson r\n100,7.5,0.2\n400,15,0.36\n", TableOptions{}, 100, 7.5, 0.2, 0.8,
			Scale{Groups: "subjects", PerGroup: "scan time", Score: "pearson r", Rises: true, Unit: 0.1, From: 1, Step: -1},
			`"subjects" as K, the number of groups, "scan time (min)" as n of each group, "pearson r" as the score`,
		},
		"named columns": {
			"who,how_long,what\n10,2,0.9\n20,4,0.95\n",
			TableOptions{Groups: "who", PerGroup: "how_long", Score: "what", HigherIsBetter: true}, 10, 2, 0.9, 0.1,
			Scale{Groups: "who", PerGroup: "how long", Score: "what", Rises: true, From: 1, Step: -1}, "",
		},
		"items of each": {
			"n_subjects,minutes/subject,RMSE\n8,16,0.9\n16,8,0.8\n", TableOptions{}, 8, 16, 0.9, 0.9,
			Scale{Groups: "subjects", PerGroup: "minutes", Score: "RMSE"}, `"minutes/subject" as n of each group`,
		},
		"hours per speaker": {
			"speakers;Hours per speaker;WER\n8;16;0,9\n16;8;0,8\n", TableOptions{}, 8, 16, 0.9, 0.9,
			Scale{Groups: "speakers", PerGroup: "hours", Score: "WER"}, "",
		},
		"a correlation below 0": {
			"K,n,correlation\n8,8,-0.1\n16,16,0.4\n", TableOptions{}, 8, 8, -0.1, 0.55,
			Scale{Score: "correlation", Rises: true, From: 1, Step: -2}, "",
		},
		"equal error rate in per cent": {
			"speakers;utterances;EER (%)\n100;10;16,0\n200;10;6,5\n", TableOptions{}, 100, 10, 16, 0.16,
			Scale{Groups: "speakers", PerGroup: "utterances", Score: "EER (%)", PerCent: true, Step: 100}, "",
		},
		"per cent that the header does not say": {
			"K,n,accuracy\n8,8,61.5\n16,8,70\n", TableOptions{}, 8, 8, 61.5, 0.385,
			Scale{Score: "accuracy", Rises: true, PerCent: true, From: 100, Step: -100}, "was read as per cent",
		},
		"a loss above 1": {
			"tasks\texamples\tloss\n8\t8\t3.2\n16\t8\t2.75\n", TableOptions{}, 8, 8, 3.2, 0.32,
			Scale{Groups: "tasks", PerGroup: "examples", Score: "loss", Step: 10}, "",
		},
		"a perplexity": {
			"tasks,examples,perplexity\n8,8,85\n16,8,40\n", TableOptions{}, 8, 8, 85, 0.085,
			Scale{Groups: "tasks", PerGroup: "examples", Score: "perplexity", Step: 1000}, "",
		},
		"a score with a best value": {
			"tasks,examples,bleu\n8,8,21\n16,8,30\n", TableOptions{Score: "bleu", HigherIsBetter: true, Best: 100}, 8, 8, 21,
			0.79, Scale{Groups: "tasks", PerGroup: "examples", Score: "bleu", Rises: true, From: 100, Step: -100}, "",
		},
		"parameters and tokens": {
			"model size,tokens,loss\n44000000,1.2e9,3.4\n9e9,2e11,2.1\n", TableOptions{}, 44e6, 1.2e9, 3.4, 0.34,
			Scale{Groups: "model size", PerGroup: "tokens", Score: "loss", Step: 10, GroupUnit: 1e5, Unit: 1e6}, "units",
		},
		"classes and images": {"K,n,error\n4,8,0.5\n", TableOptions{}, 4, 8, 0.5, 0.5, Scale{}, ""},
		"another total": {
			"participants,hours_in_all,error\n4,8,0.5\n", TableOptions{Total: "hours_in_all"}, 4, 2, 0.5, 0.5,
			Scale{Groups: "participants"}, "",
		},
	} {
		table, err := ReadTableWith(strings.NewReader(c.text), c.o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		first, s := table.Points[0], table.Scale
		near := func(what string, got, want float64) {
			if math.Abs(got-want) > 1e-9*math.Abs(want) {
				t.Errorf("%s: %s is %v, want %v", name, what, got, want)
			}
		}
		near("K", s.Classes(float64(first.Size.Classes)), c.groups)
		near("n", s.PerClass(float64(first.Size.PerClass)), c.perGroup)
		near("the score", s.ScoreOf(first.Error), c.score)
		near("the error", first.Error, c.error)
		near("the total", s.Total(float64(first.Size.Total())), c.groups*c.perGroup)
		if s.Unit > 0 && s.Unit < 1 && math.Abs(s.Unit-0.1) < 1e-12 {
			s.Unit = 0.1
		}
		if s != c.scale {
			t.Errorf("%s: %+v, want %+v", name, s, c.scale)
		}
		if !strings.Contains(strings.Join(table.Warnings, "\n"), c.says) {
			t.Errorf("%s: %q, want %q", name, table.Warnings, c.says)
		}
	}
}

// TestTablesThatCannotBeTold are refused with what would tell them.
func TestTablesThatCannotBeTold(t *testing.T) {
	for text, c := range map[string]struct {
		o    TableOptions
		says string
	}{
		"tasks,examples,skill\n8,8,0.4\n": {TableOptions{Score: "skill"},
			"line 1: column skill: say whether more or less of it is better"},
		"Probanden,Messungen,Fehler\n8,8,0.4\n": {TableOptions{}, "TableOptions.Groups, PerGroup, Total and Score say what"},
		"tasks,minutes/epoch,error\n8,8,0.4\n":  {TableOptions{}, "no column n or per_class"},
		"tasks,examples,bleu\n8,8,21\n": {TableOptions{Score: "bleu", HigherIsBetter: true},
			"what the best value is"},
		"tasks,speakers,examples,error\n8,8,8,0.4\n": {TableOptions{},
			`"tasks" and "speakers" may both be meant: say which (TableOptions.Groups)`},
		"tasks,cells,examples,error\n8,8,8,0.4\n":   {TableOptions{}, "TableOptions.PerGroup"},
		"tasks,examples,loss,accuracy\n8,8,2,0.4\n": {TableOptions{Groups: "none"}, `no column "none"`},
		"tasks,examples,loss,mse\n8,8,2,0.4\n":      {TableOptions{}, "TableOptions.Score"},
		"K,n,error\n8,8,0.4\n8,16,35\n8,32,0.2\n": {TableOptions{},
			"line 3: column error: it has 35, and 2 of 3 numbers are at most 1"},
		"K,n,error\n8,8,40\n8,16,350\n": {TableOptions{}, "it has 350: want shares in 0..1 or per cent"},
		"K,n,loss\n8,8,4\n8,16,-3\n":    {TableOptions{}, "it has -3, and less is better"},
		"K,n,loss\n8,8,x\n8,16,3\n":     {TableOptions{}, `column loss is "x", want a number`},
		"K,minutes,error\n8,2.5,0.4\n8,0,0.3\n": {TableOptions{},
			`line 3: column minutes is "0", want a number above 0`},
		"K,minutes,error\n8,2.5,0.4\n8,-1.5,0.3\n":  {TableOptions{}, `column minutes is "-1.5"`},
		"K,minutes,error\n8,2.5,0.4\n8,inf,0.3\n":   {TableOptions{}, `column minutes is "inf"`},
		"K,minutes,error\n8,2.5,0.4\n8,1e300,0.3\n": {TableOptions{}, "too far apart"},
		"K,n,score\n8,8,0.4\n": {TableOptions{Score: "score", HigherIsBetter: true, Best: 0.3},
			"more than the best value 0.3"},
		"K,n,error\n8,8,0.4\n": {TableOptions{HigherIsBetter: true, LowerIsBetter: true},
			"TableOptions.HigherIsBetter"},
		"K,n,error\n8,8,0.5\n":     {TableOptions{Best: math.NaN()}, "TableOptions.Best"},
		"K,n,error\n8,8,0.6\n":     {TableOptions{Best: 1, LowerIsBetter: true}, "TableOptions.Best"},
		"":                         {TableOptions{}, "it is empty"},
		"K,n,n,error\n8,8,8,0.4\n": {TableOptions{}, "say the same"},
		"participants,participants,n,error\n8,8,8,.4\n": {TableOptions{Groups: "participants"}, "say the same"},
	} {
		_, err := ReadTableWith(strings.NewReader(text), c.o)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v, want %q", text, err, c.says)
		}
		if !errors.Is(err, ErrTable) && !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%q: %v wraps no sentinel", text, err)
		}
	}
}

// TestScaleInWords: scores and their differences, with and without per cent.
func TestScaleInWords(t *testing.T) {
	for _, c := range []struct {
		scale     Scale
		text, gap string // of an error of 0.25 and a difference of 0.004
	}{
		{Scale{}, "25.0%", "0.40 points"},
		{Scale{From: 1, Step: -1, Score: "accuracy"}, "75.0%", "0.40 points"},
		{Scale{From: 100, Step: -100, PerCent: true}, "75.0%", "0.40 points"},
		{Scale{Step: 10, Score: "loss"}, "2.50", "0.040"},
		{Scale{Step: 1000, Score: "perplexity"}, "250", "4.0"},
		{Scale{From: 1, Step: -1, Score: "correlation"}, "0.750", "0.0040"},
	} {
		if text, gap := c.scale.Text(c.scale.ScoreOf(0.25)), c.scale.Gap(0.004); text != c.text || gap != c.gap {
			t.Errorf("%+v: %q and %q, want %q and %q", c.scale, text, gap, c.text, c.gap)
		}
	}
	e := Scale{From: 1, Step: -1}.Estimate(Estimate{Value: 0.3, Interval: Interval{Low: 0.2, High: 0.5, Level: 0.95}})
	if e.Value != 0.7 || e.Interval.Low != 0.5 || e.Interval.High != 0.8 {
		t.Errorf("an accuracy of %v", e)
	}
	for value, want := range map[float64]string{100: "100", 7.5: "7.5", 33.333333: "33.33", 4.4e7: "4.4e+07",
		123456.7: "123457"} {
		if got := Count(value); got != want {
			t.Errorf("%v is %q, want %q", value, got, want)
		}
	}
}

// FuzzTableOptions: whatever is read has whole sizes and errors within [0, 1].
func FuzzTableOptions(f *testing.F) {
	f.Add("subjects,minutes,accuracy\n100,7.5,0.2\n", "", "", true)
	f.Add("K,n,error\n4,4,50\n", "K", "error", false)
	f.Add("a;b;c\n1e12;1,5;-3\n2e12;2,5;4\n", "a", "c", true)
	f.Fuzz(func(t *testing.T, text, groups, score string, rises bool) {
		o := TableOptions{Groups: groups, Score: score, HigherIsBetter: rises, LowerIsBetter: !rises}
		table, err := ReadTableWith(strings.NewReader(text), o)
		if err != nil {
			return
		}
		for _, m := range table.Points {
			if err := m.Validate(); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		}
	})
}

func ExampleReadTableWith() {
	table, err := ReadTableWith(strings.NewReader("participants,minutes,correlation\n200,12.5,0.31\n400,25,0.44\n"),
		TableOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range table.Points {
		s := table.Scale
		fmt.Println(s.Classes(float64(m.Size.Classes)), s.Groups, s.PerClass(float64(m.Size.PerClass)), s.PerGroup,
			s.Text(s.ScoreOf(m.Error)))
	}
	// Output:
	// 200 participants 12.5 minutes 0.310
	// 400 participants 25 minutes 0.440
}
