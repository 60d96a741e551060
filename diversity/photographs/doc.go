// Package photographs makes the paper's experiment (arXiv 2305.12224) of folders of photographs: pre-training sets are
// drawn from most classes of one folder, and features are judged on the classes held out and on other folders. [Fill]
// puts both into a study, without images that pre-training and a task share; [ParseSizes] reads the sizes to be
// measured; [WritePNG] makes a folder of a pool, for data sets that come in other forms.
package photographs
