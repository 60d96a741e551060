package verdicts

import (
	"errors"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/worlds"
)

// judged are the answers of a world whose best ratio is 1 at every budget, and of one whose best ratio moves.
func judged(t *testing.T) []Judgement {
	t.Helper()
	var answers []Judgement
	for _, world := range []worlds.Planted{
		{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.002}, {E: 0.1, A: 0.5, B: 2, Alpha: 0.5, Beta: 1, Noise: 0.001},
	} {
		j, err := Judge(t.Context(), "planted", measured(t, world, 4), Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, j)
	}
	return answers
}

func TestAcrossCountsQuestions(t *testing.T) {
	answers := append(judged(t), Judgement{Question: "not computed yet"})
	sentences, err := Across(answers)
	if err != nil || len(sentences) != 4 {
		t.Fatalf("%q (%v)", sentences, err)
	}
	for i, parts := range [][]string{
		{"on 6 of 6 curves", "consistent with 2 of 2 questions", "same K with 2."},
		{"consistent with 1 of 2 questions, rejected in 1, and 0 cannot tell", "to powers from 0.5"},
		{"in 2 questions)"},
		{"over the 2 questions", PapersRule},
	} {
		for _, part := range parts {
			if !strings.Contains(sentences[i], part) {
				t.Errorf("no %q in %s", part, sentences[i])
			}
		}
	}
}

// The mean gain is that over the mean of all standard choices: a question where one of them cannot be chosen has none.
func TestAcrossAveragesWholeGainsOnly(t *testing.T) {
	answers := judged(t)
	answers[1].Gains = answers[1].Gains[:3]
	whole, err := Across(answers)
	if err != nil || !strings.Contains(whole[2], "in 1 question)") {
		t.Errorf("%q (%v)", whole, err)
	}
	answers[0].Gains = nil
	none, err := Across(answers)
	if err != nil || !strings.Contains(none[2], "cannot be told") {
		t.Errorf("%q (%v)", none, err)
	}
}

func TestAcrossWithoutAnswers(t *testing.T) {
	for _, answers := range [][]Judgement{nil, {{Question: "not computed yet"}}} {
		if sentences, err := Across(answers); !errors.Is(err, diversity.ErrTooFew) {
			t.Errorf("%q (%v), want ErrTooFew", sentences, err)
		}
	}
}
