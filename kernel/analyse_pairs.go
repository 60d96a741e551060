package main

import (
	"context"
	"fmt"

	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// pairTest is the best law against another.
type pairTest struct {
	first, second laws.Law
	test          theory.PairTest
	err           error
}

// pairRefits are behind each test.
const pairRefits = 200

// testPairs tests each law that was fitted against the best one; none without --pairs.
func (f *findings) testPairs(ctx context.Context) ([]pairTest, error) {
	if !f.pairs || len(f.scores) == 0 {
		return nil, nil
	}
	var all []pairTest
	best := f.scores[0]
	for _, s := range f.scores[1:] {
		if best.Err != nil || s.Err != nil {
			continue
		}
		test, err := theory.PairwiseTest(ctx, f.points, best.Law, s.Law, theory.TestOptions{BootstrapSamples: pairRefits,
			Seed: f.seed})
		all = append(all, pairTest{best.Law, s.Law, test, err})
	}
	return all, ctx.Err()
}

// writePairs says of each pair which law the data favour, or how many runs would tell.
func (f findings) writePairs(r *report) {
	if f.pairTests == nil {
		return
	}
	r.title("The best law against each other one")
	for _, p := range f.pairTests {
		if p.err != nil {
			r.item(2, "", fmt.Sprintf("The %s law and the %s law: %v.", p.first.Name(), p.second.Name(), p.err))
			continue
		}
		r.item(2, "", p.test.Verdict().Sentence)
	}
}

func (f findings) jsonPair(p pairTest) jsonPair {
	j := jsonPair{First: p.first.Name(), Second: p.second.Name()}
	if p.err != nil {
		j.Error = f.Sentence(p.err.Error())
		return j
	}
	j.Nested, j.PValue, j.Runs, j.Needed = p.test.Nested != nil, finite(p.test.PValue), p.test.Runs, finite(p.test.Needed)
	j.Sentence = f.Sentence(p.test.Verdict().Sentence)
	if better := p.test.Better(); better != nil {
		j.Better = better.Name()
	}
	return j
}
