using System.Text.Json.Serialization;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>Assessments for programs, with the rules of the screens; and the files that are kept with them.</summary>
public static class AssessmentEndpoints
{
    public static void MapAssessments(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/assessments", ListAsync).RequireAuthorization(Policies.SignedIn);
        endpoints.MapGet("/api/v1/assessments/{assessmentId:guid}", FindAsync).RequireAuthorization(Policies.SignedIn);
        endpoints.MapGet("/assessments/{assessmentId:guid}/files/{fileId:guid}", FileAsync).RequireAuthorization(Policies.SeeAssessments);
    }

    private static async Task<IResult> ListAsync(BoardReader boards) =>
        TypedResults.Ok((await boards.ListAsync()).Select(row => new ListedAssessment(row.Assessment.Id, row.Jurisdiction.In(row.Assessment.Language).Text, row.Assessment.Title, row.Assessment.Status)));

    private static async Task<IResult> FindAsync(Guid assessmentId, BoardReader boards) =>
        await boards.FindAsync(assessmentId) is { } board
            ? TypedResults.Ok(new ShownAssessment(board.Assessment.Id, board.Assessment.Title, board.Assessment.Status,
                [.. board.Rows.Select(row => new ShownSector(row.Sector.TemplateKey, row.Ministry.Name.In(board.Assessment.Language).Text, row.Sector.Status, row.Count.Answered, row.Count.Asked))]))
            : TypedResults.NotFound();

    private static async Task<IResult> FileAsync(Guid assessmentId, Guid fileId, HttpContext context, SignOffService files)
    {
        if (await files.FileAsync(assessmentId, fileId) is not { } file)
        {
            return TypedResults.NotFound();
        }

        // Never shown inside the portal: a file of somebody else is taken, not opened here.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(file.Content, file.ContentType, file.Name);
    }

    /// <summary>One of the assessments that are there for the caller.</summary>
    internal sealed record ListedAssessment(Guid Id, string Jurisdiction, string Title, [property: JsonConverter(typeof(JsonStringEnumConverter<AssessmentStatus>))] AssessmentStatus Status);

    /// <summary>One assessment and how far its sectors are.</summary>
    internal sealed record ShownAssessment(Guid Id, string Title, [property: JsonConverter(typeof(JsonStringEnumConverter<AssessmentStatus>))] AssessmentStatus Status, IReadOnlyList<ShownSector> Sectors);

    /// <summary>One sector and how far it is.</summary>
    internal sealed record ShownSector(string Code, string Ministry, [property: JsonConverter(typeof(JsonStringEnumConverter<SectorStatus>))] SectorStatus Status, int Answered, int Asked);
}
