package recipe

// CIFARResNet is the recipe of the first residual networks on CIFAR (He, Zhang, Ren and Sun, arXiv 1512.03385, section
// 4.2): 64,000 updates of 128 images, rate 0.1 divided by ten after 32,000 and 48,000, weight decay 0.0001, images
// moved by up to four pixels and mirrored. Published errors on CIFAR-10: ResNet-20 8.75 %, ResNet-32 7.51 %, ResNet-56
// 6.97 %.
//
// Nothing of the published lengths has been run here: what these recipes reach is their sources'. Short forms, 12,800
// images seen in batches of 64 at a rate in proportion, train the ConvNet on 1,000 images of Fashion-MNIST in
// TestIntegrationPresetsLearn of package runner (one run each); a ridge probe on 1,000 test images then has an error of
// 21.3 % by CIFARResNet, 19.3 % by [CIFARWideResNet], 20.8 % by [CIFAR30], 21.2 % by [ImageNet90], and 27.3 % on random
// weights.
//
// Two things differ from the paper: the momentum is Nesterov's, and each channel is divided by its deviation, where the
// paper takes off the mean of each pixel.
func CIFARResNet() Recipe {
	return Recipe{
		LearningRate: 0.1, WeightDecay: 0.0001, Steps: 64_000, Batch: 128, Warmup: None, Normalize: OfPool(),
		Schedule: Schedule{Kind: Step, Milestones: []float64{0.5, 0.75}}, Augment: Augment{Pad: 4, Flip: 0.5},
	}
}

// CIFARWideResNet is the recipe of wide residual networks (Zagoruyko and Komodakis, arXiv 1605.07146, section 3): 200
// epochs of batches of 128, Nesterov's momentum, rate 0.1 times 0.2 after 60, 120 and 160, weight decay 0.0005.
// Published errors of WideResNet-28-10 without dropout: 4.00 % on CIFAR-10, 19.25 % on CIFAR-100.
func CIFARWideResNet() Recipe {
	r := CIFARResNet()
	r.Steps, r.Epochs, r.WeightDecay = 0, 200, 0.0005
	r.Schedule = Schedule{Kind: Step, Milestones: []float64{0.3, 0.6, 0.8}, Factor: 0.2}
	return r
}

// CIFAR30 is a short recipe for residual networks with the CIFAR stem: 30 epochs of one cycle, after Page ("How to
// train your ResNet", 2018), whose network of nine layers reaches 94 % on CIFAR-10 in 24 epochs: batches of 512 at a
// highest rate of 0.4, weight decay 0.0005, images moved by up to four pixels, mirrored, with a cutout of 8 pixels.
// Here the batch is 128 and the rate a quarter; the cycle is of cosines, where his is of straight lines. What
// ResNet-20 reaches with [CIFARResNet] in 164 epochs, 91.25 %, is more than is to be expected of it here.
func CIFAR30() Recipe {
	r := CIFARResNet()
	r.Steps, r.Epochs, r.WeightDecay, r.Warmup = 0, 30, 0.0005, 0
	r.Schedule, r.Augment.Cutout = Schedule{Kind: OneCycle}, 8
	return r
}

// ImageNet90 is the recipe for residual networks on ImageNet (Goyal et al., arXiv 1706.02677, section 5.1): 90 epochs
// of batches of 256, Nesterov's momentum, rate 0.1 divided by ten after 30, 60 and 80, weight decay 0.0001, random
// resized crops, mirrored. Published error of ResNet-50 at 224x224: 23.60 %, plus or minus 0.12. torchvision's recipe,
// which divides after 30 and 60 only, has 23.87 % (ResNet-18 30.24 %, ResNet-34 26.69 %). The paper leaves the scales
// and shifts of batch normalisation out of the weight decay, which is here on everything.
func ImageNet90() Recipe {
	return Recipe{
		LearningRate: 0.1, WeightDecay: 0.0001, Epochs: 90, Batch: 256, Warmup: None, Normalize: ImageNet(),
		Schedule: Schedule{Kind: Step, Milestones: []float64{1.0 / 3, 2.0 / 3, 8.0 / 9}},
		Augment:  Augment{Crop: Crop{MinArea: 0.08}, Flip: 0.5},
	}
}

// DeiT is the recipe for vision transformers on ImageNet alone (Touvron et al., arXiv 2012.12877, table 9): 300 epochs
// of batches of 1024, AdamW at 0.001 after five epochs of warm-up (6255 updates of ImageNet's size), weight decay 0.05,
// label smoothing 0.1, RandAugment of two operations of magnitude 27 of 30 (its 9 of 10), mixup 0.8, cutmix 1, erasing
// 0.25. Published errors without distillation at 224x224: ViT-Ti 27.8 %, ViT-S 20.2 %, ViT-B 18.2 %. The paper's
// repeated augmentation is not here, and stochastic depth is the backbone's.
func DeiT() Recipe {
	return Recipe{
		Optimizer: AdamW, LearningRate: 0.001, WeightDecay: 0.05, Epochs: 300, Batch: 1024, Warmup: 6255,
		LabelSmoothing: 0.1, Normalize: ImageNet(),
		Augment: Augment{
			Crop: Crop{MinArea: 0.08}, Flip: 0.5, Rand: RandAugment{Operations: 2, Magnitude: 27},
			Erase: Erase{Probability: 0.25}, MixUp: 0.8, CutMix: 1,
		},
	}
}

// SupervisedContrast is the recipe of the supervised contrastive loss on CIFAR (Khosla et al., arXiv 2004.11362, by
// the settings of its authors' program): 1000 epochs of batches of 1024, rate 0.5, half a cosine after ten epochs of
// warm-up (490 updates of CIFAR's size), weight decay 0.0001, crops of at least a fifth of the area, mirrored, colours
// jittered. Published accuracies of ResNet-50 with a linear classifier on its features: 96.0 % on CIFAR-10 and 76.5 %
// on CIFAR-100, by the cross-entropy 95.0 % and 75.3 %. In the paper a fifth of the images keeps its colours and a
// fifth becomes grey, which is not here.
func SupervisedContrast() Recipe {
	return Recipe{
		LearningRate: 0.5, WeightDecay: 0.0001, Epochs: 1000, Batch: 1024, Warmup: 490, Normalize: OfPool(),
		Objective: Objective{Kind: SupCon},
		Augment: Augment{
			Crop: Crop{MinArea: 0.2}, Flip: 0.5,
			Jitter: Jitter{Brightness: 0.4, Contrast: 0.4, Saturation: 0.4, Hue: 0.1},
		},
	}
}

// ContrastWithoutLabels is [SupervisedContrast] with SimCLR for its objective, at the temperature 0.5: the same images
// and no labels. The same paper publishes 93.6 % on CIFAR-10 and 70.7 % on CIFAR-100.
func ContrastWithoutLabels() Recipe {
	r := SupervisedContrast()
	r.Objective.Kind = SimCLR
	return r
}

// FineTuning is how a pre-trained network is trained on a downstream task by Kumar, Raghunathan, Jones, Ma and Liang
// ("Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution", arXiv 2202.10054), by the
// settings of their program (github.com/AnanyaKumar/transfer_learning, configs/adaptation/resnet50_transfer.yaml and
// living17.yaml): 20 epochs of batches of 64, momentum 0.9, half a cosine without warm-up, no weight decay. The rate is
// chosen from six, 3e-5 to 1e-2, on validation data; this recipe has one of them. Here the momentum is Nesterov's, the
// cosine falls at every update and not once an epoch, and images are not augmented.
func FineTuning() Recipe {
	return Recipe{LearningRate: 0.001, Momentum: 0.9, WeightDecay: None, Epochs: 20, Batch: 64, Warmup: None}
}
