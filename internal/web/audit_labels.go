package web

import "fmt"

// AuditLabels are messages for the codes that the audit log stores.
type AuditLabels struct {
	Acts  map[string]string // "release-results": "Released results"
	Kinds map[string]string // of subjects
}

// Merge adds the labels of more. It panics if one of them has another text in l.
func (l *AuditLabels) Merge(more AuditLabels) {
	if l.Acts == nil {
		l.Acts, l.Kinds = map[string]string{}, map[string]string{}
	}
	mergeLabels(l.Acts, more.Acts)
	mergeLabels(l.Kinds, more.Kinds)
}

func mergeLabels(labels, more map[string]string) {
	for id, text := range more {
		if had, ok := labels[id]; ok && had != text {
			panic(fmt.Sprintf("audit label %q has two texts: %q and %q", id, had, text))
		}
		labels[id] = text
	}
}
