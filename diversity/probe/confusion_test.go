package probe

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// Rows sum to the test images of a class, and what is off the diagonal to the error that the probe reports.
func TestConfusionAddsUpToTheScore(t *testing.T) {
	train, test := planted(rand.New(rand.NewPCG(1, 2)), 7, 6, 5, 3), planted(rand.New(rand.NewPCG(1, 3)), 7, 9, 5, 3)
	for _, p := range []Probe{Ridge{}, NearestMean{}} {
		for _, validation := range []Set{{}, planted(rand.New(rand.NewPCG(1, 4)), 7, 4, 5, 3)} {
			prediction, err := p.Predict(train, validation, test)
			if err != nil {
				t.Fatal(err)
			}
			score, err := Evaluate(p, train, validation, test)
			if err != nil || prediction.Score(test.Labels) != score {
				t.Errorf("%s: the prediction scores %+v, evaluated %+v (%v)", p.Kind(), prediction.Score(test.Labels), score, err)
			}
			c := NewConfusion(strings.Split("abcdefg", ""), nil)
			if err := errors.Join(c.Add(test.Labels, prediction.Labels), c.Validate()); err != nil {
				t.Fatal(err)
			}
			for class := range c.Classes {
				if c.Images(class) != 9 {
					t.Errorf("%s: %d images of class %d, want 9", p.Kind(), c.Images(class), class)
				}
			}
			if score.Wrong == 0 || c.Error() != score.Error() || c.Total()-c.Right() != score.Wrong || c.Total() != 63 {
				t.Errorf("%s: confusion has the error %v of %d, the probe %v", p.Kind(), c.Error(), c.Total(), score.Error())
			}
		}
	}
}

// Class 0 lies at 0 and class 1 at 10: what is nearer to which mean is plain.
func TestPredictionsByHand(t *testing.T) {
	train := Set{Features: []float32{-1, 1, 9, 11}, Labels: []int32{0, 0, 1, 1}, Dim: 1}
	test := Set{Features: []float32{2, 4, 6, 100}, Labels: []int32{0, 1, 0, 1}, Dim: 1}
	for _, p := range []Probe{Ridge{}, NearestMean{}} {
		got, err := p.Predict(train, Set{}, test)
		if err != nil || !reflect.DeepEqual(got.Labels, []int32{0, 0, 1, 1}) {
			t.Errorf("%s: %v (%v)", p.Kind(), got.Labels, err)
		}
	}
	if _, err := (NearestMean{}).Predict(train, Set{}, Set{}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no test part: %v", err)
	}
}

// handmade has 3 classes: 4 images of a, 3 of b, none of c.
func handmade() Confusion {
	c := NewConfusion([]string{"g/a", "g/b", "h/c"}, []string{"g", "g", "h"})
	c.Counts[0], c.Counts[1] = []int{1, 1, 2}, []int{2, 1, 0}
	return c
}

func TestWorstMistakes(t *testing.T) {
	c := handmade()
	if c.Total() != 7 || c.Right() != 2 || c.Images(2) != 0 || c.Error() != 5./7 {
		t.Errorf("%d images, %d right, error %v", c.Total(), c.Right(), c.Error())
	}
	// Of the two pairs with 2 images, that of b is the larger share.
	want := []Mistake{{1, 0, 2, 3}, {0, 2, 2, 4}, {0, 1, 1, 4}}
	if got := c.Worst(9); !reflect.DeepEqual(got, want) {
		t.Errorf("worst %v, want %v", got, want)
	}
	if got := c.Worst(1); len(got) != 1 || got[0].Share() != 2./3 {
		t.Errorf("the worst is %v", got)
	}
	if len(c.Worst(-1)) != 0 || NewConfusion([]string{"a", "b"}, nil).Error() != 0 {
		t.Error("nothing asked for, or nothing tested, is something")
	}
}

func TestConfusionNamesTheField(t *testing.T) {
	for field, change := range map[string]func(*Confusion){
		"len(Confusion.Classes) = 1":   func(c *Confusion) { c.Classes = c.Classes[:1] },
		"len(Confusion.Groups) = 2":    func(c *Confusion) { c.Groups = c.Groups[:2] },
		"Confusion.Classes[1]":         func(c *Confusion) { c.Classes[1] = "g/a" },
		"len(Confusion.Counts) = 2":    func(c *Confusion) { c.Counts = c.Counts[:2] },
		"len(Confusion.Counts[2]) = 1": func(c *Confusion) { c.Counts[2] = c.Counts[2][:1] },
		"Confusion.Counts[1][0] = -2":  func(c *Confusion) { c.Counts[1][0] = -2 },
	} {
		c := handmade()
		change(&c)
		if err := c.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	for field, lists := range map[string][2][]int32{
		"len(predicted) = 1": {{0, 1}, {0}}, "labels[1] = 3": {{0, 3}, {0, 0}}, "predicted[0] = -1": {{0}, {-1}},
	} {
		c := handmade()
		if err := c.Add(lists[0], lists[1]); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) ||
			c.Total() != 7 {
			t.Errorf("%s: %v, %d images", field, err, c.Total())
		}
	}
}
