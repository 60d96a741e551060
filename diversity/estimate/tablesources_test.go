package estimate

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestSourcesBetweenGroupsAndItems: a column between groups and items is read beside the points, repeats of one number
// of sources are no repeats of another, and a total stands for nothing.
func TestSourcesBetweenGroupsAndItems(t *testing.T) {
	for name, text := range map[string]string{
		"repeats": "speakers,sessions,utterances,total,repeat,eer\n100,1,20,2000,0,0.16\n100,4,20,8000,0,0.06\n",
		"seeds":   "speakers,sessions,utterances,seed,eer\n100,1,20,7,0.16\n100,4,20,7,0.06\n",
		"neither": "speakers;sessions;utterances;eer\n100;1;20;0,16\n100;4;20;0,06\n",
	} {
		table, err := ReadTableWith(strings.NewReader(text), TableOptions{Sources: "sessions", PerGroup: "utterances"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !slices.Equal(table.Sources, []float64{1, 4}) || table.Points[0].Run == table.Points[1].Run && name != "neither" {
			t.Errorf("%s: sources %v, runs %q and %q", name, table.Sources, table.Points[0].Run, table.Points[1].Run)
		}
		if got := table.Scale.Nouns(); got.Source != "session" || got.Sources != "sessions" || got.Items != "utterances" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestItemsAreNotTheSources: the column that is named for sources is not guessed for items.
func TestItemsAreNotTheSources(t *testing.T) {
	table, err := ReadTableWith(strings.NewReader("speakers,sessions,utterances,eer\n100,1,20,0.16\n"),
		TableOptions{Sources: "sessions"})
	if err != nil || table.Scale.PerGroup != "utterances" {
		t.Errorf("%+v, %v", table.Scale, err)
	}
}

func TestSourcesThatAreNone(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no number":    {"K,m,n,error\n10,some,5,0.5\n", `line 2: column m is "some"`},
		"zero":         {"K,m,n,error\n10,2,5,0.5\n10,0,5,0.5\n", `line 3: column m is "0"`},
		"endless":      {"K,m,n,error\n10,1e300,5,0.5\n", `a number above 0, up to`},
		"empty":        {"K,m,n,error\n10,,5,0.5\n", `column m is ""`},
		"no column":    {"K,n,error\n10,5,0.5\n", `no column "m"`},
		"no items":     {"K,m,N,error\n10,2,50,0.5\n", "TableOptions.Groups and PerGroup"},
		"a total only": {"m,n,N,error\n2,5,50,0.5\n", "TableOptions.Groups and PerGroup"},
	} {
		_, err := ReadTableWith(strings.NewReader(c.text), TableOptions{Sources: "m"})
		if !errors.Is(err, ErrTable) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// TestUnitsOfScalingLaws: 44 million to 16 billion parameters and 132 million to 668 billion tokens, whose units of powers
// of ten are too many or too coarse, are read in finer ones, with the exact numbers beside the rounded ones.
func TestUnitsOfScalingLaws(t *testing.T) {
	table, err := ReadTableWith(strings.NewReader("params,tokens,loss\n44000123,132000456,3.4\n15840000000,668100000000,2.1\n"),
		TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := [][2]float64{{44000123, 132000456}, {15840000000, 668100000000}}; !slices.Equal(table.Exact, want) {
		t.Errorf("%v, want %v", table.Exact, want)
	}
	first := table.Points[0].Size
	if k := table.Scale.Classes(float64(first.Classes)); k < 44000123*0.99 || k > 44000123*1.01 {
		t.Errorf("K = %v", k)
	}
	if plain, err := ReadTableWith(strings.NewReader("K,n,error\n4,8,0.5\n"), TableOptions{}); err != nil || plain.Exact != nil {
		t.Errorf("%v, %v", plain.Exact, err)
	}
}
