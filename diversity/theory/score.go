package theory

import "tradeoff/diversity"

// Score is what the law is of, a score of which less is better: that of the points, or for an accuracy the error.
func (f *LawFit) Score() diversity.Score { return fittedScore(f.points) }

// fittedScore is what is fitted of the score of points.
func fittedScore(points []diversity.Measurement) diversity.Score {
	if len(points) == 0 {
		return diversity.ScoreError
	}
	return points[0].Score.Fitted()
}

// ofScore names a score that is not the error, " of top-5 error".
func (f *LawFit) ofScore() string {
	if score := f.Score(); score != diversity.ScoreError {
		return " of " + score.Label()
	}
	return ""
}
