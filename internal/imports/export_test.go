package imports

import "strings"

// BoxSuffix is the end of the name of the key of a file.
func BoxSuffix(id string) string { return strings.TrimPrefix(boxName(id), "import-") }
