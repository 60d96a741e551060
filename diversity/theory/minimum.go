package theory

import "tradeoff/diversity"

// Minimum is the bottom of the measured curve of one budget: error against ln K at fixed N, without any law.
type Minimum struct {
	Budget int
	Sizes  []SizeSummary // the curve, by rising number of classes
	Best   SizeSummary   // the size with the lowest mean error

	// The vertex of a parabola in ln K through the sizes within two octaves of Best. Vertex is false where it does not
	// exist (fewer than three sizes, no upward curvature or a vertex outside the fitted sizes); then Classes, PerClass
	// and Ratio hold the size of Best.
	Vertex                   bool
	Classes, PerClass, Ratio Estimate

	Left, Right End  // fewest and most classes
	Interior    bool // both ends are worse than Best by more than two standard errors
}

// End compares the first or last size of a budget's curve with its best size.
type End struct {
	Size          diversity.Size
	Excess        float64 // mean error there minus that of the best size
	StandardError float64 // of the excess; 0 if unknown
	T             float64 // Excess / StandardError; 0 if the end is the best size or was run once, +Inf without any noise
	Paired        bool    // differences within repeats were used; otherwise the standard errors were added (Welch)
	Freedom       float64 // degrees of freedom of T
}
