package decision

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// Definitions returns the kinds of definition files of this feature: decisions and key issue logs.
func (s *Service) Definitions() []definition.Kind {
	decisions := definition.FileKind[Definition]{
		One: "decision", Many: "decisions", Pattern: "decisions/*.yaml",
		Define: s.DefineIn,
		Check:  s.checkPlanned,
		Count:  func(Definition) int { return 1 },
		Names: func(def Definition, defines func(kind, ref string)) {
			defines("decision", def.Ref)
			namesOfIssues(def.Issues, defines)
		},
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			return db.EachText(ctx, tx, "ref", func(ref string) (err error) {
				files["decisions/"+ref+".yaml"], err = Get(ctx, tx, ref)
				return err
			}, `SELECT ref FROM decision_decision`, `latest`)
		},
	}
	logs := definition.FileKind[IssueLog]{
		One: "key issue log", Many: "key issue logs", Pattern: "key-issues/*.yaml",
		Define: s.DefineIssuesIn,
		Check: func(f *definition.Folder) func(context.Context, actor.Actor, IssueLog) error {
			check := s.checkPlanned(f)
			return func(ctx context.Context, by actor.Actor, def IssueLog) error {
				return check(ctx, by, Definition{Issues: def.Issues})
			}
		},
		Count: func(IssueLog) int { return 1 },
		Names: func(def IssueLog, defines func(kind, ref string)) { namesOfIssues(def.Issues, defines) },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			return db.EachText(ctx, tx, "consultation", func(slug string) (err error) {
				files["key-issues/"+slug+".yaml"], err = GetIssueLog(ctx, tx, slug)
				return err
			}, `SELECT consultation FROM decision_log`, `latest`)
		},
	}
	return []definition.Kind{decisions.Kind(), logs.Kind()}
}

func namesOfIssues(issues []Issue, defines func(kind, ref string)) {
	for _, i := range issues {
		defines("issue", i.Ref)
	}
}

// checkPlanned returns a check that no decision of f quotes a figure which disclosure control will
// hide when the results that f asks for are counted.
func (s *Service) checkPlanned(f *definition.Folder) func(context.Context, actor.Actor, Definition) error {
	if s.Planned == nil {
		return func(context.Context, actor.Actor, Definition) error { return nil }
	}
	planned := s.Planned(f)
	return func(ctx context.Context, by actor.Actor, def Definition) error {
		var wrong definition.SettingErrors
		check := func(texts, settings []string, path ...any) {
			for i, text := range texts {
				for _, ref := range quotedFigures(text) {
					wrong.Add(planned(ctx, by, ref), append(path, settings[i])...)
				}
			}
		}
		for i := range def.Issues {
			check(def.Issues[i].texts(), issueTexts, "issues", i)
		}
		if def.Feedback != nil {
			check(def.Feedback.texts(), feedbackTexts, "answer")
		}
		return wrong.Err()
	}
}
