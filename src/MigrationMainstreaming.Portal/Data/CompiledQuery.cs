using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>A query that every answer of everybody asks, worked out once and not at each run. EF Core binds such a query to one model, and a
/// process may have several: the tests take one wall away and look whether the other holds.</summary>
/// <param name="compile">Calls <see cref="EF.CompileAsyncQuery{TContext, TResult}(System.Linq.Expressions.Expression{Func{TContext, TResult}})"/>.</param>
internal sealed class CompiledQuery<TDelegate>(Func<TDelegate> compile)
    where TDelegate : Delegate
{
    private readonly ConditionalWeakTable<IModel, TDelegate> _ofModels = [];

    public TDelegate On(MainstreamingDbContext db) => _ofModels.GetValue(db.Model, _ => compile());
}
