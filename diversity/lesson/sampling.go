package lesson

import (
	"cmp"
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/worlds"
)

// Images shows the images of a draw in two of their coordinates, a hidden one and another, one colour for each class.
func Images(w worlds.TwoStep, size diversity.Size, seed uint64) (figure.Figure, error) {
	classes, err := w.Draw(size, seed)
	if err != nil {
		return figure.Figure{}, err
	}
	var lines []figure.LineSeries
	for k, class := range classes {
		line := figure.LineSeries{Name: fmt.Sprintf("class %d", k+1), Scatter: true}
		for _, image := range class.Images {
			line = with(line, image[0], image[len(image)-1])
		}
		lines = append(lines, line)
	}
	return plane(lines, 6, fmt.Sprintf("Two steps: %d classes, then %d images of each", size.Classes, size.PerClass),
		"Each dot is an image, seen in two of its coordinates.")
}

// Averages shows the averages of the classes of a draw beside their true means, in the same coordinates as [Images].
func Averages(w worlds.TwoStep, size diversity.Size, seed uint64) (figure.Figure, error) {
	classes, err := w.Draw(size, seed)
	if err != nil {
		return figure.Figure{}, err
	}
	truth := figure.LineSeries{Name: "true mean of the class", Scatter: true}
	average := figure.LineSeries{Name: "average of its images", Scatter: true}
	for _, class := range classes {
		found := class.Average()
		truth = with(truth, class.Mean[0], 0)
		average = with(average, found[0], found[len(found)-1])
	}
	stray := cmp.Or(w.Within, 1.5) / math.Sqrt(float64(size.PerClass))
	return plane([]figure.LineSeries{truth, average}, 4,
		fmt.Sprintf("What is known of %d classes with %d images each", size.Classes, size.PerClass),
		fmt.Sprintf("One draw of %v. In each coordinate the averages stray from the true means by %.2f (standard deviation).",
			size, stray))
}

// plane has a hidden direction across and another one upwards.
func plane(lines []figure.LineSeries, reach float64, title, caption string) (figure.Figure, error) {
	return figure.Line(lines, figure.LineOptions{
		Title: title, Caption: caption,
		X: figure.LineAxis{Name: "a hidden direction: classes differ", Low: -reach, High: reach},
		Y: figure.LineAxis{Name: "another direction: only noise", Low: -reach, High: reach},
	})
}

// with is a series with one more point.
func with(line figure.LineSeries, x, y float64) figure.LineSeries {
	line.X, line.Y = append(line.X, x), append(line.Y, y)
	return line
}
