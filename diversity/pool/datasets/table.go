package datasets

import (
	"slices"

	"tradeoff/diversity/pool"
)

// Who published checksums.
const (
	tfds        = "sizes and SHA-256: tensorflow_datasets 4.9.10 (url_checksums, datasets/*/checksums.tsv)"
	torchvision = "MD5: torchvision 0.29.2 (torchvision/datasets)"
	both        = tfds + "; " + torchvision
)

const (
	noLicence    = "none is stated; to be cited"
	researchOnly = "for research, as its page states"
)

// The servers.
const (
	cifar   = "https://www.cs.toronto.edu/~kriz/"
	oxford  = "https://www.robots.ox.ac.uk/~vgg/data/"
	fashion = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
	places  = "http://data.csail.mit.edu/places/places365/"
	lake    = "https://github.com/brendenlake/omniglot/raw/master/python/"
)

// All are the collections that are known.
func All() []Dataset { return slices.Concat(drawn(), small(), fine(), large()) }

// drawn are characters and clothes.
func drawn() []Dataset {
	return []Dataset{{
		Name: "omniglot", Title: "Omniglot, both parts, 105x105", Page: "https://github.com/brendenlake/omniglot",
		Licence: "MIT", LicenceURL: "https://github.com/brendenlake/omniglot/blob/master/LICENSE", Checksums: both,
		Files: []File{
			{URL: lake + "images_background.zip", Name: "images_background.zip", Bytes: 9464212, Unpack: true,
				SHA256: "ad41ab679c8b5d90b271ef46be6987cc81211774a695c29dcc5367b2b26ee640", MD5: "68d2efa1b9178cc56df9314c21c6e718"},
			{URL: lake + "images_evaluation.zip", Name: "images_evaluation.zip", Bytes: 6462886, Unpack: true,
				SHA256: "1f61a8f3366785b057fc117d9228e78a16e3d976c8953b2a10fcc74cf0609cee", MD5: "6b91aef0f799c5bb55b94e3f2daec811"},
		},
		Reading: Reading{Options: pool.FolderOptions{Layout: "any depth"}, Note: "images_background/ALPHABET/CHARACTER/image"},
	}, {
		Name: "fashion-mnist", Title: "Fashion-MNIST", Page: "https://github.com/zalandoresearch/fashion-mnist",
		Licence: "MIT", LicenceURL: "https://github.com/zalandoresearch/fashion-mnist/blob/master/LICENSE", Checksums: both,
		Files: []File{
			{URL: fashion + "train-images-idx3-ubyte.gz", Name: "train-images-idx3-ubyte.gz", Bytes: 26421880,
				SHA256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84", MD5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d"},
			{URL: fashion + "train-labels-idx1-ubyte.gz", Name: "train-labels-idx1-ubyte.gz", Bytes: 29515,
				SHA256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845", MD5: "25c81989df183df01b3e8a0aad5dffbe"},
			{URL: fashion + "t10k-images-idx3-ubyte.gz", Name: "t10k-images-idx3-ubyte.gz", Bytes: 4422102,
				SHA256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073", MD5: "bef4ecab320f06d8554ea6380940ec79"},
			{URL: fashion + "t10k-labels-idx1-ubyte.gz", Name: "t10k-labels-idx1-ubyte.gz", Bytes: 5148,
				SHA256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5", MD5: "bb300cfdad3c16e7a12a480ee83cd310"},
		},
		Reading: Reading{Options: pool.FolderOptions{Layout: "IDX"}, Note: "splits train and test"},
	}, {
		Name: "emnist", Title: "EMNIST, six divisions", Page: "https://www.nist.gov/itl/products-and-services/emnist-dataset",
		Licence: noLicence, Checksums: both,
		Files: []File{{URL: "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip", Name: "gzip.zip", Bytes: 561753746, Unpack: true,
			SHA256: "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e", MD5: "58c8d27c78d21e728a6bc7b3cc06412e"}},
		Reading: Reading{Dir: "gzip", Options: pool.FolderOptions{Layout: "EMNIST", Include: []string{"emnist-balanced-*"}},
			Note: `splits train and test; other divisions by Include: "emnist-byclass-*", bymerge, digits, letters, mnist`},
	}}
}

// small are photographs of 32x32 and 64x64.
func small() []Dataset {
	return []Dataset{{
		Name: "cifar-10", Title: "CIFAR-10, binary version", Page: cifar + "cifar.html", Licence: noLicence, Checksums: tfds,
		Files: []File{{URL: cifar + "cifar-10-binary.tar.gz", Name: "cifar-10-binary.tar.gz", Bytes: 170052171, Unpack: true,
			SHA256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"}},
		Reading: Reading{Dir: "cifar-10-batches-bin", Note: "splits train and test"},
	}, {
		Name: "cifar-100", Title: "CIFAR-100, binary version", Page: cifar + "cifar.html", Licence: noLicence, Checksums: tfds,
		Files: []File{{URL: cifar + "cifar-100-binary.tar.gz", Name: "cifar-100-binary.tar.gz", Bytes: 168513733, Unpack: true,
			SHA256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"}},
		Reading: Reading{Dir: "cifar-100-binary", Note: "splits train and test; 20 superclasses"},
	}, {
		Name: "tiny-imagenet", Title: "Tiny-ImageNet, 200 classes, 64x64", Page: "http://cs231n.stanford.edu/",
		Licence: "that of ImageNet: for non-commercial research and education", LicenceURL: "https://image-net.org/download",
		Checksums: "MD5: Avalanche (avalanche/benchmarks/datasets/tiny_imagenet); the size as seen by others",
		Files: []File{{URL: "http://cs231n.stanford.edu/tiny-imagenet-200.zip", Name: "tiny-imagenet-200.zip", Bytes: 248100043,
			Unpack: true, MD5: "90528d7ca1a48142e341f4ef8d21d0de"}},
		Reading: Reading{Dir: "tiny-imagenet-200"},
	}}
}

// fine are photographs of their own sizes.
func fine() []Dataset {
	return []Dataset{{
		Name: "caltech-101", Title: "Caltech-101", Page: "https://data.caltech.edu/records/mzrjq-6wc02",
		Licence: "see its page", LicenceURL: "https://data.caltech.edu/records/mzrjq-6wc02", Checksums: both,
		Files: []File{{URL: "https://data.caltech.edu/records/mzrjq-6wc02/files/caltech-101.zip?download=1", Name: "caltech-101.zip",
			Bytes: 137414764, Unpack: true, Inner: []string{"caltech-101/101_ObjectCategories.tar.gz"},
			SHA256: "331234750fc7f77520e50d9565e8b6907b03565e30320da1401130db08c61f91", MD5: "3138e1922a9193bfa496528edbbc45d0"}},
		Reading: Reading{Dir: "caltech-101/101_ObjectCategories",
			Options: pool.FolderOptions{Exclude: []string{"BACKGROUND_Google"}},
			Note:    "BACKGROUND_Google, which is no object, is left out; photographs of many sizes; Faces and Faces_easy show the same faces"},
	}, {
		Name: "oxford-pets", Title: "Oxford-IIIT Pets, 37 breeds", Page: oxford + "pets/", Licence: "CC BY-SA 4.0, as its page states",
		LicenceURL: "https://creativecommons.org/licenses/by-sa/4.0/", Checksums: both,
		Files: []File{{URL: "https://thor.robots.ox.ac.uk/~vgg/data/pets/images.tar.gz", Name: "images.tar.gz", Bytes: 791918971,
			Unpack: true, SHA256: "67195c5e1c01f1ab5f9b6a5d22b8c27a580d896ece458917e61d459337fa318d",
			MD5: "5c4f3ee8e5d25df40f4fd59a7f44e54c"}},
		Reading: Reading{Options: pool.FolderOptions{Layout: "name prefix"}, Note: "images/BREED_12.jpg"},
	}, {
		Name: "dtd", Title: "Describable Textures, 47 classes", Page: oxford + "dtd/", Licence: researchOnly, Checksums: both,
		Files: []File{{URL: oxford + "dtd/download/dtd-r1.0.1.tar.gz", Name: "dtd-r1.0.1.tar.gz", Bytes: 625239812, Unpack: true,
			SHA256: "e42855a52a4950a3b59612834602aa253914755c95b0cff9ead6d07395f8e205", MD5: "fff73e5086ae6bdbea199a49dfb8a4c1"}},
		Reading: Reading{Dir: "dtd/images"},
	}, {
		Name: "flowers-102", Title: "Oxford Flowers, 102 classes", Page: oxford + "flowers/102/", Licence: noLicence, Checksums: both,
		Files: []File{
			{URL: oxford + "flowers/102/102flowers.tgz", Name: "102flowers.tgz", Bytes: 344862509, Unpack: true,
				SHA256: "2d01ecc807db462958cfe3d92f57a8c252b4abd240eb955770201e45f783b246", MD5: "52808999861908f626f3c1f4e79d11fa"},
			{URL: oxford + "flowers/102/imagelabels.mat", Name: "imagelabels.mat", Bytes: 502,
				SHA256: "4903e94206bac23bf772aadf06451916df56b58fc483a62db32a97b82656651d", MD5: "e0620be6f572b9609742df49c70aed4d"},
		},
		Reading: Reading{Options: pool.FolderOptions{Layout: "label list", Labels: "imagelabels.mat"},
			Note: "labels 1..102 from a MATLAB file; photographs of many sizes"},
	}}
}

// large are many photographs.
func large() []Dataset {
	return []Dataset{{
		Name: "food-101", Title: "Food-101", Page: "https://data.vision.ee.ethz.ch/cvl/datasets_extra/food-101/",
		Licence: "the images are not ETH's; for research within fair use, as its page states", Checksums: both,
		Files: []File{{URL: "http://data.vision.ee.ethz.ch/cvl/food-101.tar.gz", Name: "food-101.tar.gz", Bytes: 4996278331,
			Unpack: true, SHA256: "d97d15e438b7f4498f96086a4f7e2fa42a32f2712e87d3295441b2b6314053a4",
			MD5: "85eeb15f3717b99a5da872d97d918f87"}},
		Reading: Reading{Dir: "food-101", Note: "photographs of many sizes"},
	}, {
		Name: "places365-small", Title: "Places365-Standard, 256x256, train", Page: "http://places2.csail.mit.edu/",
		Licence: "for academic research and education only, as its page states", Checksums: both,
		Files: []File{{URL: places + "train_256_places365standard.tar", Name: "train_256_places365standard.tar", Bytes: 26103685120,
			Unpack: true, SHA256: "0ade5d7d38c682aa0203014a2b99ad3bf608bf1de0f151dc0d80efba54660a0a",
			MD5: "53ca1c756c3d1e7809517cc47c5561c5"}},
		Reading: Reading{Dir: "data_256", Options: pool.FolderOptions{Layout: "any depth"}, Note: "data_256/LETTER/CLASS[/KIND]/image"},
	}}
}
