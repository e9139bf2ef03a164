package web

import "maps"

// AuditLabels are messages for the codes that the audit log stores.
type AuditLabels struct {
	Acts  map[string]string // "release-results": "Released results"
	Kinds map[string]string // of subjects
}

// Merge adds the labels of more.
func (l *AuditLabels) Merge(more AuditLabels) {
	if l.Acts == nil {
		l.Acts, l.Kinds = map[string]string{}, map[string]string{}
	}
	maps.Copy(l.Acts, more.Acts)
	maps.Copy(l.Kinds, more.Kinds)
}
