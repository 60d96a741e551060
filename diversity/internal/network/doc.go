// Package network holds the graph functions of the backbones: layers, what training puts on the features with its
// loss, and affine maps of images. It builds GoMLX graphs and knows nothing of devices, data or optimisers; gradients
// are GoMLX's.
//
// Functions here panic on programming errors, as GoMLX does; package pretrain recovers them at its edge.
//
// # Convolutions
//
// A [Convolution] has three forms; [Convolution.Best] chooses by a measured table. The compiler's own is fast at
// stride 1 on few channels, but not in a loop: a network that uses it makes one update per call. Its gradient is wrong
// for even kernels and slow for many groups, so those are computed otherwise. XLA's flags for oneDNN bring 14 % more
// on such networks and nothing on small ones; they hold for a whole process, as go-xla 0.4.5 has no options of one
// compilation, and so are not set.
//
// A ResNet-20 on 32x32x3 images, batch 64, so trains at 0.36, 0.47 and 0.62 of the images per second of CPU time of
// PyTorch 2.15 (eager, channels last, same recipe) in three interleaved rounds on one core, while the machine had six
// times as much to do as it could; the same form alone, on a quieter machine, reached 0.59. XLA's flags change little,
// on one core of an Intel Xeon with AVX-512 (images per second of CPU time and the share of the product of matrices
// just before; one round each on a busy machine, so that less than 10 % says nothing):
//
//	none                                                                   143   25 %
//	use_onednn, experimental_onednn_custom_call                            155   27 %
//	enable_fast_math, without enable_concurrency_optimized_scheduler       152   27 %
//	use_thunk_runtime=false                                                149   23 %
//	prefer_vector_width=512                                                145   24 %
//	experimental_ynn_fusion_type=LIBRARY_FUSION_TYPE_INDIVIDUAL_CONVOLUTION 141  25 %
//
// None gains the 15 % for which other bits and a setting of a whole process would be worth it. Winograd's products in
// the graph and micro-batches that stay in a cache were not measured.
//
// # Speed
//
// What makes the graphs fast on a CPU, measured with XLA on one core of an AMD EPYC with AVX2, batch 64, head 256:
//
//	one device and one thread (package device)    1.5 times the plugin's default of four, MLP and convolutions
//	convolutions as products of patches           1.6 times the compiler's own
//	many updates in one call                      1.4 (MLP), 1.1 (convolutions)
//	batch sums as products with ones              1.05 to 1.1
//	augmentation by hat functions, no gathers     costs a sixth of the time of a training step
//
// Written and found to bring less than 5 %, so left out: backward passes by hand, weight gradients from transposed
// gradients, patches by columns and then rows, oneDNN. Products in bfloat16 pay on GPUs, and on CPUs which have them
// (AVX-512 BF16); elsewhere they are emulated.
//
// # Compilation
//
// CPU time of XLA until the first call has ended, for all programs of a training: ViT-Ti/4 on 32x32 in batches of 8
// takes 7.8 s; of its form with 1, 2 and 4 blocks instead of 12 it is 2.5, 2.9 and 3.9 s, about 0.5 s for a
// block. So it grows no faster than the network, and a loop over the blocks could save 5 s at most; it would stack the
// weights of all blocks in one tensor, under other names than timm's. One update in a call compiles as fast as many.
//
// Each worker compiles anew. PJRT can keep executables between processes (PJRT_Executable_Serialize and
// PJRT_Executable_DeserializeAndLoad), and 1.5 s of compiling then become 0.03 s, by its C interface. go-xla 0.4.5 has
// both calls in C, but exports neither them nor what they need: the API of a Plugin, the handle of a LoadedExecutable;
// and Builder.Compile of its package compute/xla, which hides its client, has no place for a cache. It would take two
// methods of some 30 lines in its package pjrt (LoadedExecutable.Serialize, Client.DeserializeAndLoad) and a cache in
// Builder.Compile, by the hash of the StableHLO text, the plugin's version and the processor's features.
//
// # The limit
//
// One image costs 1.20 MFLOP in the MLP and 4.52 MFLOP in the convolutional network, forward and backward.
// 46,000 and 10,500 images per second are 55 and 47 GFLOP/s, or 0.70 and 0.60 of the 79 GFLOP/s that a product of two
// 1024 x 1024 matrices reached in the same session. Products of the networks' own shapes reach 40 to 70 GFLOP/s; the
// rest is copying patches, normalisation and the optimiser.
package network
