package suggest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
	"tradeoff/diversity/verdicts"
)

// Stored are the results that there are of the proposed study: those of the first of the archives (package
// study/maintain) that is of this very study, of the same images and settings, else those in the store of this machine,
// which may be none. An archive that is not there counts as one of another study; one that is damaged is an error.
func (p Proposal) Stored(archives ...string) (*study.Results, error) {
	for _, archive := range archives {
		results, err := maintain.ReadArchive(archive)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, err
		case results.Hash() == p.Study.Hash():
			results.Study = p.Study // with the images, which an archive has not
			return results, nil
		}
	}
	return p.Study.Load(study.RunOptions{})
}

// AnswerOptions configures [Proposal.Answer]. The zero value answers for four times the largest budget.
type AnswerOptions struct {
	Labelled int    // images that could be labelled; 0 means four times the largest measured budget
	Computes string // what computes missing runs, in the words of who asks: "section 4"; "" means "Study.Run"
}

func (o AnswerOptions) withDefaults() (AnswerOptions, error) {
	if o.Labelled < 0 || o.Labelled == 1 {
		return o, diversity.Invalid("AnswerOptions.Labelled", o.Labelled,
			"at least 2 images, or 0 for four times the largest measured budget")
	}
	if o.Computes == "" {
		o.Computes = "Study.Run"
	}
	return o, nil
}

// Answer is what the results of a proposed study say so far: what to label, whether a balance is best, whether the best
// ratio is invariant. Where they are too few to say it, Missing says what is missing and what computes it.
type Answer struct {
	Known          bool   // there are enough results to answer
	Missing        string // a sentence about runs that are not there; "" if all are
	Recommendation Recommendation
	Judgement      verdicts.Judgement
	Points         []diversity.Measurement // that it rests on
}

// Answer answers by results of the study, which may be some or none of its runs ([Proposal.Stored]). That there are too
// few is no error but part of the answer.
func (p Proposal) Answer(ctx context.Context, r *study.Results, o AnswerOptions) (Answer, error) {
	o, err := o.withDefaults()
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Missing: p.missing(r, o)}
	if a.Points, err = r.Points(study.Metric{}); err != nil || len(a.Points) == 0 {
		return a, err
	}
	if a.Recommendation, err = Recommend(ctx, r, study.Metric{}, o.Labelled); err == nil {
		a.Judgement, err = verdicts.Judge(ctx, p.Study.Name, a.Points, verdicts.Options{Seed: p.Study.Seed})
	}
	if errors.Is(err, diversity.ErrTooFew) {
		a.Missing = strings.TrimSpace(fmt.Sprintf("%s These results do not answer yet: %v.", a.Missing, err))
		return a, nil
	}
	a.Known = err == nil
	return a, err
}

// missing says how many runs are not there, and what computes them.
func (p Proposal) missing(r *study.Results, o AnswerOptions) string {
	cost := ""
	if p.Minutes > 0 {
		cost = fmt.Sprintf(", some %s of computing on one core in all", duration(p.Minutes))
	}
	switch missing, failed := len(r.Missing), len(r.Failures); {
	case len(r.Runs) == 0 && failed == 0:
		return fmt.Sprintf("Nothing has been computed yet of these images with these settings: the study has %s%s. %s computes them.",
			display.Count(p.Runs, "run"), cost, upper(o.Computes))
	case missing > 0:
		return fmt.Sprintf("%d of %s are computed so far%s. %s computes the rest.",
			len(r.Runs), display.Count(p.Runs, "run"), cost, upper(o.Computes))
	case failed > 0:
		return fmt.Sprintf("%d of %s failed and are left out.", failed, display.Count(p.Runs, "run"))
	}
	return ""
}

// upper begins a sentence.
func upper(words string) string { return strings.ToUpper(words[:1]) + words[1:] }

// Sentences are the answer: what is missing, if anything is; what to label; whether a balance is best; whether the best
// ratio is invariant; and what to beware of.
func (a Answer) Sentences() (list []string) {
	if a.Missing != "" {
		list = append(list, a.Missing)
	}
	if !a.Known {
		return list
	}
	list = append(list, a.Recommendation.sentence())
	list = append(list, a.Judgement.Sentences()[:2]...)
	for _, warning := range a.Recommendation.Prediction.Warnings {
		list = append(list, "Beware: "+warning+".")
	}
	return list
}

// String is the answer, a line for each sentence.
func (a Answer) String() string { return strings.Join(a.Sentences(), "\n") }

// Display is the answer, a paragraph for each sentence.
func (a Answer) Display() display.Document {
	var d display.Document
	for _, sentence := range a.Sentences() {
		d = d.Add(display.Text(sentence))
	}
	return d
}
