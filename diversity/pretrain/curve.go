package pretrain

import (
	"fmt"
	"slices"

	"tradeoff/diversity/recipe"
)

// curvePoints is the largest number of points of a curve.
const curvePoints = 100

// curve collects the metrics of single updates into points.
type curve struct {
	recipe   recipe.Recipe
	updates  int
	parts    int // of a batch
	passed   int // parts of the next update that are seen
	onPoint  func(recipe.CurvePoint)
	points   []recipe.CurvePoint
	sum      recipe.CurvePoint // sums of Loss and Accuracy since the last point; Step is the number of updates seen
	lastStep int
}

// add takes the loss and accuracy of the next pass. A loss that is not finite is an error wrapping [ErrDiverged].
func (c *curve) add(loss, accuracy float32) error {
	if isBad(loss) {
		return fmt.Errorf("%w: loss is %v at step %d of %d, learning rate %.3g: try a lower Recipe.LearningRate or a longer Recipe.Warmup",
			ErrDiverged, loss, c.sum.Step+1, c.updates, c.recipe.Rate(c.sum.Step, c.updates))
	}
	c.sum.Loss += float64(loss) / float64(c.parts)
	c.sum.Accuracy += float64(accuracy) / float64(c.parts)
	if c.passed++; c.passed < c.parts {
		return nil
	}
	c.passed = 0
	c.sum.Step++
	if interval := (c.updates + curvePoints - 1) / curvePoints; c.sum.Step%interval == 0 || c.sum.Step == c.updates {
		c.emit()
	}
	return nil
}

func (c *curve) emit() {
	seen := float64(c.sum.Step - c.lastStep)
	point := recipe.CurvePoint{
		Step: c.sum.Step, Loss: c.sum.Loss / seen, Accuracy: c.sum.Accuracy / seen,
		Rate: c.recipe.Rate(c.sum.Step-1, c.updates),
	}
	c.points = append(c.points, point)
	c.lastStep, c.sum = c.sum.Step, recipe.CurvePoint{Step: c.sum.Step}
	if c.onPoint != nil {
		c.onPoint(point)
	}
}

// resume continues a curve that had these points and sums, and these parts of the next update.
func (c *curve) resume(points []recipe.CurvePoint, since recipe.CurvePoint, passed int) {
	c.points, c.sum, c.passed = slices.Clone(points), since, passed
	if len(points) > 0 {
		c.lastStep = points[len(points)-1].Step
	}
}
