package export

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/outline"
	"github.com/folkmoot/folkmoot/survey"
)

// writePlacesGeoJSON writes what was marked on maps as a FeatureCollection in WGS 84 (RFC 7946), a feature for each mark,
// for programs that draw maps. Properties tell the response, its question and in which named areas the mark is. The
// collection is written feature by feature, so that no more than a page of responses is in memory.
func (x *source) writePlacesGeoJSON(w io.Writer) error {
	var questions []*question
	for i := range x.columns {
		if q := x.columns[i].question; q.Kind == survey.Places && (len(questions) == 0 || questions[len(questions)-1] != q) {
			questions = append(questions, q)
		}
	}
	out := bufio.NewWriter(w)
	_, _ = out.WriteString(`{"type":"FeatureCollection","features":[`) // Flush returns the first error
	features := json.NewEncoder(out)
	features.SetEscapeHTML(false)
	first := true
	if err := x.each(func(r row) error {
		for _, q := range questions {
			a, ok := r.given[q.ID]
			if !ok || a.State != survey.Answered {
				continue
			}
			marks, _ := q.ParseMarks(a.Text) // none of an answer whose marks were deleted
			for i, mark := range marks {
				if !first {
					_ = out.WriteByte(',')
				}
				first = false
				if err := features.Encode(outline.NewFeature(mark, x.markProperties(r, q, i+1, mark))); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		return err
	}
	_, _ = out.WriteString("]}\n")
	return out.Flush()
}

// markProperties returns the properties of mark number n of an answer to q.
func (x *source) markProperties(r row, q *question, n int, mark outline.Shape) map[string]string {
	properties := map[string]string{"question": q.ID, "text": q.PlainText(), "number": strconv.Itoa(n)}
	for i, name := range metaColumns[:writtenAt-2] { // without the version of the questionnaire and redactions of texts
		properties[name] = r.meta[i]
	}
	if in := q.Outline().In(mark); len(in) > 0 {
		properties["areas"] = strings.Join(in, " ")
	}
	return properties
}
