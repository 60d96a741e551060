package diagnose

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
)

// Name names a quantity.
type Name string

// The quantities of the pre-training set, with C classes of n images, features h of D dimensions, class means m, their
// mean m_G, and the least-squares head W, b.
const (
	// Within is the trace of the covariance within classes, by n - 1; Between that of the covariance of the class means.
	Within  Name = "within"
	Between Name = "between"
	// CDNV is the class-distance normalised variance (Galanti, Gyorgy, Hutter, "On the Role of Neural Collapse in Transfer
	// Learning", ICLR 2022): the mean over pairs of classes of (v_i + v_j) / (2 |m_i - m_j|^2), with the variances v
	// by n - 1, so that few images per class are not taken for little spread. Of more than 1,024 classes, these.
	CDNV Name = "cdnv"
	// NC1 is the trace of S_W S_B^+ / C (Papyan, Han, Donoho, "Prevalence of neural collapse", PNAS 2020), with
	// covariances by N and by C. Directions of S_B with less than 1e-10 of its largest eigenvalue do not count.
	NC1 Name = "nc1"
	// NC2Norms is the standard deviation of |m - m_G| over its mean, NC2Angles the standard deviation of the cosines
	// between them, and NC2MaxAngle the mean of |cosine + 1/(C-1)|: all three fall to 0 in neural collapse.
	NC2Norms    Name = "nc2_norms"
	NC2Angles   Name = "nc2_angles"
	NC2MaxAngle Name = "nc2_max_angle"
	// NC3 is the squared distance of W / |W| and M / |M|, M being the centred class means; NC4 the share of images that
	// the head and the nearest class mean take for different classes.
	NC3 Name = "nc3"
	NC4 Name = "nc4"
	// RankMe is the effective rank of the features (Garrido et al., "RankMe", ICML 2023): exp of the entropy of their
	// singular values p = s / sum(s) + 1e-7.
	RankMe Name = "rankme"
	// LogSpectral is the sum of ln |A|_2 over the layers, the logarithm of the product of their spectral norms, each
	// layer being a matrix with a row for each output. Connections that skip layers, and norms of batches, are no part.
	LogSpectral Name = "log_spectral"
	// Margin is the median over images of the head's score of their class less the largest of the others.
	Margin Name = "margin"
	// LogNormalisedMargin is ln(Margin N / (R |X|)): the inverse of the bound of Bartlett, Foster, Telgarsky,
	// "Spectrally-normalized margin bounds for neural networks", NeurIPS 2017, without its constants. R is the product of
	// the spectral norms, times (sum (|A'|_{2,1} / |A|_2)^(2/3))^(3/2), head included, reference matrices 0; |X| the norm
	// of all images as numbers in [0, 1].
	LogNormalisedMargin Name = "log_normalised_margin"
	// HeadLeast is the least of the min(C-1, D) singular values of W, over the square root of C: the diversity of
	// classes in Du et al., "Few-Shot Learning via Learning the Representation, Provably", ICLR 2021. HeadCondition is
	// the least over the largest, which does not depend on the scale of features.
	HeadLeast     Name = "head_least"
	HeadCondition Name = "head_condition"
)

// The quantities of a task, of its images and of their classes.
const (
	TaskWithin  Name = "task_within"
	TaskBetween Name = "task_between"
	TaskCDNV    Name = "task_cdnv"
	TaskNC1     Name = "task_nc1"
	TaskRankMe  Name = "task_rankme"
	// Distance is the Fréchet distance between the features of pre-training and of the task as normal distributions
	// (Heusel et al., NeurIPS 2017), |a - b|^2 + tr(A + B - 2 (A B)^(1/2)), over tr(A + B), so that it has no unit.
	Distance Name = "distance"
	// Agreement is the mean over the other runs of the size of the linear CKA of features of the same 64 images
	// (Kornblith et al., ICML 2019), by the unbiased HSIC of Song et al. 2012, which does not grow as D / 64 does.
	Agreement Name = "agreement"
)

// The quantities of the head that pre-training trained, where the network has it: where it was diagnosed by the process
// that trained it, and not read from a file.
const (
	// TrainedHeadLeast and TrainedHeadCondition are as HeadLeast and HeadCondition, of that head less the mean of its
	// rows, which adds the same to the scores of all classes.
	TrainedHeadLeast     Name = "trained_head_least"
	TrainedHeadCondition Name = "trained_head_condition"
)

// Classes is the number of classes K itself. It is no quantity of a network, but what [Predictors] sets beside them: a
// quantity that orders the sizes no better than K says no more of the error than K does.
const Classes Name = "classes"

// Names lists all quantities, those of pre-training first, and those that were added later last.
func Names() []Name {
	return []Name{Within, Between, CDNV, NC1, NC2Norms, NC2Angles, NC2MaxAngle, NC3, NC4, RankMe, LogSpectral, Margin,
		LogNormalisedMargin, HeadLeast, HeadCondition, TaskWithin, TaskBetween, TaskCDNV, TaskNC1, TaskRankMe, Distance,
		Agreement, TrainedHeadLeast, TrainedHeadCondition}
}

// Values are quantities by name. One that the data do not determine is absent.
type Values map[Name]float64

// set keeps a number if it is one.
func (v Values) set(name Name, value float64) {
	if !math.IsNaN(value) && !math.IsInf(value, 0) {
		v[name] = value
	}
}

// Validate returns an error wrapping diversity.ErrInvalid, which names the entry of the field, for a name that is none
// or a number that is not finite.
func (v Values) Validate(field string) error {
	for name, value := range v {
		entry := fmt.Sprintf("%s[%q]", field, string(name))
		if !slices.Contains(Names(), name) {
			return diversity.Invalid(entry, value, "the name of a quantity of package diagnose")
		}
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return diversity.Invalid(entry, value, "a finite number")
		}
	}
	return nil
}
