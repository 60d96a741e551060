package suggest_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"math"
	"os"
	"path/filepath"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/diversity/suggest"
	"tradeoff/diversity/worlds"
)

// photographs writes a folder of classes of so many images in colour, 40 pixels high and 80 wide.
func photographs(classes, perClass int) string {
	dir, err := os.MkdirTemp("", "photographs")
	if err != nil {
		log.Fatal(err)
	}
	for i := range classes * perClass {
		m := image.NewRGBA(image.Rect(0, 0, 80, 40))
		for at := range 40 * 80 {
			m.Set(at%80, at/80, color.RGBA{uint8(at % 80), uint8(i), uint8(at / 80), 255})
		}
		path := filepath.Join(dir, fmt.Sprintf("class%d", i%classes), fmt.Sprintf("%d.png", i))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		file, err := os.Create(path)
		if err != nil {
			log.Fatal(err)
		}
		if err := png.Encode(file, m); err != nil {
			log.Fatal(err)
		}
		file.Close()
	}
	return dir
}

// withCache gives an example a cache directory of its own, and takes it away again.
func withCache() func() {
	dir, err := os.MkdirTemp("", "cache")
	if err != nil {
		log.Fatal(err)
	}
	before, was := os.LookupEnv("DIVERSITY_CACHE")
	os.Setenv("DIVERSITY_CACHE", dir)
	return func() {
		os.Unsetenv("DIVERSITY_CACHE")
		if was {
			os.Setenv("DIVERSITY_CACHE", before)
		}
		os.RemoveAll(dir)
	}
}

// The stand-in is opened as a folder of one's own is.
func ExampleStandIn() {
	defer withCache()()
	dir, err := suggest.StandIn(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	inspection, err := pool.Inspect(context.Background(), dir, pool.FolderOptions{})
	fmt.Println(inspection.Images, "images in", inspection.Classes, "classes of", inspection.Groups, "superclasses", err)
	// Output: 7100 images in 355 classes of 12 superclasses <nil>
}

func ExampleOfFolder() {
	defer withCache()()
	dir := photographs(10, 12)
	defer os.RemoveAll(dir)
	first, err := suggest.OfFolder(context.Background(), dir, suggest.FolderOptions{
		Side: 16, Budgets: "24 60", Repeats: 3,
	})
	if err != nil {
		log.Fatal(err)
	}
	parts := first.Parts
	fmt.Println(first.Proposal.Runs, "runs on", parts.Training.Classes(), "classes, judged on", parts.Held.Classes())
	// Output: 21 runs on 7 classes, judged on 3
}

// A study that nobody has run has no answer yet.
func ExampleProposal_Answer() {
	defer withCache()()
	parts, err := suggest.HoldOut(pool.Omniglot().Background(), suggest.HoldOutOptions{Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	proposal, err := suggest.Study(parts, suggest.Options{Minutes: 1})
	if err != nil {
		log.Fatal(err)
	}
	answer, err := proposal.Answer(context.Background(), &study.Results{Study: proposal.Study}, suggest.AnswerOptions{})
	fmt.Println(answer, err)
	// Output: Nothing has been computed yet of these images with these settings: the study has 48 runs, some 53 s of computing on one core in all. Study.Run computes them. <nil>
}

func ExampleReading() {
	dir := photographs(3, 4)
	defer os.RemoveAll(dir)
	inspection, err := pool.Inspect(context.Background(), dir, pool.FolderOptions{})
	if err != nil {
		log.Fatal(err)
	}
	reading, err := suggest.Reading(inspection, suggest.ReadingOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(inspection.Images, "images in", inspection.Classes, "classes")
	for _, d := range reading.Decisions {
		fmt.Printf("%s: %s (%s)\n", d.Setting, d.Value, d.Why)
	}
	// Output:
	// 12 images in 3 classes
	// colour: rgb (some of the 12 images looked at are in colour)
	// size: 32x32 (the images are 40 pixels high and 80 wide; many trainings on a CPU need less)
	// fit: crop (width / height is 2.00 to 2.00: the middle square, nothing stretched)
}

func ExampleHoldOut() {
	parts, err := suggest.HoldOut(pool.Omniglot().Background(), suggest.HoldOutOptions{Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range parts.Decisions {
		fmt.Printf("%s: %s (%s)\n", d.Setting, d.Value, d.Why)
	}
	// Output:
	// held out: 8 superclasses (249 classes) (whole superclasses, by chance (seed 1): Alphabet_of_the_Magi, Asomtavruli_(Georgian), Blackfoot_(Canadian_Aboriginal_Syllabics), Braille, Gujarati, Japanese_(katakana) and 2 more)
}

func ExampleStudy() {
	parts, err := suggest.HoldOut(pool.Omniglot().Background(), suggest.HoldOutOptions{Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	proposal, err := suggest.Study(parts, suggest.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range proposal.Decisions {
		fmt.Printf("%s: %s (%s)\n", d.Setting, d.Value, d.Why)
	}
	// Output:
	// task: 20-way 10-shot (249 classes are held out, the smallest of 20 images)
	// network: mlp (the images are gray and small: trained in a second)
	// augmentation: none (most pixels are black or white: a drawing and its mirror image may be of different classes)
	// more samples: distorted (20 drawings a class allow no K below N/20: fixed distortions make as many of each as wanted)
	// budgets: [480 1920 7680] (the largest that reach both sides of K = n within the time; four times apart, 5 sizes each)
	// repeats: 3 (of each size, all redrawn; 5 min of computing were allowed)
	// choice of classes: uniform (every class of the pool as likely as another)
}

func ExampleRecommend() {
	letters := pool.Omniglot()
	s := study.Study{
		Name: "planted", Pool: letters.Background(), Tasks: []split.Task{split.FewShot(letters.Evaluation(), 5, 5)},
		Backbone: backbone.MLP{}, Budgets: []int{240, 960}, Repeats: 3,
	}
	plan, err := s.Plan()
	if err != nil {
		log.Fatal(err)
	}
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5} // in place of trainings: the best is K = n
	results := &study.Results{Study: s}
	for _, run := range plan {
		if run.Control {
			continue
		}
		measured, err := world.Measure([]diversity.Size{run.Size}, 1, run.Seed)
		if err != nil {
			log.Fatal(err)
		}
		wrong := int(1e6 * measured[0].Error)
		task := study.TaskProbeOf(s.Tasks[0], probe.Ridge{})
		results.Runs = append(results.Runs, study.Result{Run: run, Measurements: []study.TaskError{
			study.NewTaskError(task, []probe.Score{{Wrong: wrong, Tested: 1e6}}),
		}})
	}
	advice, err := suggest.Recommend(context.Background(), results, study.Metric{}, 3600)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d classes of %d images, within %.1f points of the best\n", advice.Prediction.Size.Classes,
		advice.Prediction.Size.PerClass, 100*(0.1+0.8/math.Sqrt(float64(advice.Prediction.Size.Classes))+
			0.8/math.Sqrt(float64(advice.Prediction.Size.PerClass))-(0.1+1.6/math.Sqrt(60))))
	// Output: 90 classes of 40 images, within 0.4 points of the best
}

func ExampleMeasuredRate() {
	letters := pool.Omniglot()
	results := &study.Results{Study: study.Study{
		Name: "measured", Pool: letters.Background(), Backbone: backbone.MLP{}, Recipe: recipe.Recipe{Epochs: 20},
	}}
	results.Runs = []study.Result{{ // in place of a training: two seconds for 20 epochs of 240 images
		Run: study.Run{Size: diversity.Size{Classes: 12, PerClass: 20}}, Timings: study.Timings{Train: 2},
	}}
	rate, err := suggest.MeasuredRate(results) // 3 passes of 784 x 256 + 256 x 128 multiplications an image
	fmt.Printf("%.0f million multiplications a second %v\n", rate/1e6, err)
	// Output: 1681 million multiplications a second <nil>
}
