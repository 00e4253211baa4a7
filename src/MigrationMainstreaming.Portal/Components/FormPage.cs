using System.Globalization;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>A page made on the server with plain forms: what was sent, what is wrong with it, and an operation id for each form.</summary>
public abstract class FormPage : PortalPage
{
    /// <summary>The field that carries the operation id.</summary>
    public const string OperationField = "operation";

    /// <summary>The id of each field and what to do about it, in the order of the page.</summary>
    protected List<(string Field, string Problem)> Problems { get; } = [];

    /// <summary>Whether a form was sent.</summary>
    protected bool IsPost => HttpContext is { } context && HttpMethods.IsPost(context.Request.Method);

    /// <summary>The id that the sent form carried.</summary>
    protected Guid SentOperation => Guid.TryParse(Sent(OperationField), out var id) ? id : Guid.Empty;

    /// <summary>What was sent in a field; <see langword="null"/> when the form had no such field.</summary>
    protected string? Sent(string field) =>
        HttpContext is { Request.HasFormContentType: true } context && context.Request.Form.TryGetValue(field, out var values) ? values.ToString() : null;

    /// <summary>Everything that was sent under one name: ticked boxes.</summary>
    protected IReadOnlyList<string> SentAll(string field) =>
        HttpContext is { Request.HasFormContentType: true } context ? [.. context.Request.Form[field].OfType<string>()] : [];

    /// <summary>The number that was sent in a field.</summary>
    protected int SentNumber(string field) => int.TryParse(Sent(field), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The file that was sent in a field.</summary>
    protected IFormFile? SentFile(string field) => HttpContext is { Request.HasFormContentType: true } context ? context.Request.Form.Files.GetFile(field) : null;

    /// <summary>What a field shows: what was typed, else what is kept.</summary>
    protected string Value(string field, string? kept) => Sent(field) ?? kept ?? "";

    /// <summary>The operation id that a form shows: a form that comes back keeps its own, so that sending it again repeats nothing.</summary>
    internal Guid? OperationOf(string form) => WasSent(form) && SentOperation != Guid.Empty ? SentOperation : null;

    /// <summary>The version that a form shows: a form that comes back keeps the one on which its sender decided, until they are told that
    /// there is a newer one.</summary>
    protected internal string ShownIn(string form, string field, string now) => WasSent(form) && !WasOvertaken ? Sent(field) ?? now : now;

    private bool WasSent(string form) => Sent("_handler") == form;

    /// <summary>The problem at a field, if there is one.</summary>
    protected string? ProblemAt(string field) => Problems.Find(problem => problem.Field == field).Problem;

    /// <summary>The class of a field's row.</summary>
    protected string? Invalid(string field) => ProblemAt(field) is null ? null : "invalid";

    /// <summary>Notes a problem unless the condition holds.</summary>
    protected void Check(bool condition, string field, string problem)
    {
        if (!condition)
        {
            Problems.Add((field, problem));
        }
    }
}
