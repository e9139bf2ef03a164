package consultweb

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// consultationsTable has every consultation that is published.
var consultationsTable = web.NewDataTable(web.DataTable{
	Ref: "consultations", Order: 10, Title: locale.Lazy("Consultations"), Page: "/consultations",
	Description: locale.Lazy("One row for each consultation, with its dates, what it is about and by when we promised feedback."),
	Changed:     consult.LastAct,
}, web.DataRows[*consult.Consultation]{
	Key:  []string{"consultation"},
	Page: func(x *consult.Consultation) string { return "/consultations/" + x.Slug },
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[*consult.Consultation], error) {
		return consult.ListPublic(ctx, tx, at, web.RowsAtOnce)
	},
	Columns: []csvw.Column[*consult.Consultation]{
		csvw.Text("consultation", "Consultation", "The consultation’s name in its web address.",
			func(x *consult.Consultation) string { return x.Slug }),
		csvw.Text("title", "Title", "The title.", func(x *consult.Consultation) string { return x.Title }),
		csvw.Text("language", "Language", "The language of the texts. Empty if it is the council’s.",
			func(x *consult.Consultation) string { return x.Language }),
		csvw.Text("type", "Type", "consultation: on proposals. Otherwise the kind of exercise.",
			func(x *consult.Consultation) string { return string(x.Type) }),
		csvw.Text("stage", "Stage", "published, reported (feedback or results are published) or withdrawn.",
			func(x *consult.Consultation) string { return string(x.Stage) }),
		csvw.Flag("elsewhere", "Run elsewhere", "Whether it took place elsewhere and no one could respond on this website.",
			func(x *consult.Consultation) bool { return x.Register != nil }),
		csvw.Time("opens", "Opens", "When it opened or will open. If only the day is known, the day begins.",
			func(x *consult.Consultation) time.Time { return x.Opens.At }),
		csvw.Time("closes", "Closes", "When it closed or will close. If only the day is known, the day begins.",
			func(x *consult.Consultation) time.Time { return x.Closes.At }),
		csvw.Text("summary", "Summary", "What it is about.", func(x *consult.Consultation) string { return x.Summary }),
		csvw.Text("area", "Area", "The area that it is about.", func(x *consult.Consultation) string { return x.Area }),
		csvw.Text("subjects", "Subjects", "What it is filed under, separated by semicolons.",
			func(x *consult.Consultation) string { return strings.Join(x.Subjects, "; ") }),
		csvw.Text("feedback_by", "Feedback by", "The day by which feedback was promised.",
			func(x *consult.Consultation) string { return x.Feedback }),
		csvw.Text("strategy", "Strategy", "The strategy that it is about, as its name in its web address.",
			func(x *consult.Consultation) string { return x.Strategy }),
		csvw.Text("follows", "Follows", "The earlier consultation that it follows.",
			func(x *consult.Consultation) string { return x.Follows }),
		csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(x *consult.Consultation) string { return x.Invented }),
	},
})
