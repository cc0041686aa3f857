//! Rows that wait until a query is known to be good.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::ipc::reader::StreamReader;
use datafusion::common::{DataFusionError, Result, exec_err};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, MemoryReservation};

/// The memory for all rows of a query that wait. Beyond it, and beyond the limit of the session, rows go to files.
const MEMORY: usize = 64 << 20;

/// The least memory of one share.
const SHARE_MEMORY_MIN: usize = 64 << 10;

/// Memory is reserved in steps of this size.
const STEP: usize = 64 << 10;

/// The bytes of an Arrow stream, in memory or in a temporary file without a name.
#[derive(Debug)]
pub(crate) struct Spool {
    memory: Arc<Vec<u8>>,
    memory_max: usize,
    reservation: MemoryReservation,
    file: Option<Arc<Mutex<File>>>,
    len: u64,
}

impl Spool {
    /// An empty one, for a query with this many.
    pub(crate) fn new(pool: &Arc<dyn MemoryPool>, count: usize) -> Spool {
        Spool::with_memory(pool, (MEMORY / count.max(1)).max(SHARE_MEMORY_MIN))
    }

    fn with_memory(pool: &Arc<dyn MemoryPool>, memory_max: usize) -> Spool {
        let reservation = MemoryConsumer::new("rows of workers").with_can_spill(true).register(pool);
        Spool { memory: Arc::default(), memory_max, reservation, file: None, len: 0 }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.len += bytes.len() as u64;
        if self.file.is_none() && !self.has_room(bytes.len()) {
            let mut file = tempfile::tempfile().map_err(of_file)?;
            file.write_all(&self.memory).map_err(of_file)?;
            self.memory = Arc::default();
            self.reservation.free();
            self.file = Some(Arc::new(Mutex::new(file)));
        }
        match &self.file {
            Some(file) => {
                file.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes).map_err(of_file)
            }
            None => {
                Arc::make_mut(&mut self.memory).extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    fn has_room(&self, more: usize) -> bool {
        let wanted = (self.memory.len() + more).next_multiple_of(STEP);
        wanted <= self.memory_max
            && (wanted <= self.reservation.size()
                || self.reservation.try_grow(wanted - self.reservation.size()).is_ok())
    }

    /// The rows, from the first one. They can be read several times.
    ///
    /// # Errors
    /// The bytes are no Arrow stream, or one with other columns.
    pub(crate) fn batches(
        &self,
        schema: &SchemaRef,
    ) -> Result<impl Iterator<Item = Result<RecordBatch>> + Send + use<>> {
        let bytes: Box<dyn Read + Send> = match &self.file {
            Some(file) => {
                Box::new(BufReader::with_capacity(1 << 18, FileBytes { file: file.clone(), at: 0 }))
            }
            None => Box::new(MemoryBytes { bytes: self.memory.clone(), at: 0 }),
        };
        let reader = StreamReader::try_new(bytes, None)?;
        let types = |schema: &SchemaRef| -> Vec<_> {
            schema.fields().iter().map(|field| field.data_type().clone()).collect()
        };
        if types(&reader.schema()) != types(schema) {
            return exec_err!("a worker sent columns of other types");
        }
        let schema = schema.clone();
        Ok(reader.map(move |batch| {
            let batch = batch?;
            let options =
                datafusion::arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
            Ok(RecordBatch::try_new_with_options(schema.clone(), batch.columns().to_vec(), &options)?)
        }))
    }
}

fn of_file(error: io::Error) -> DataFusionError {
    let message = format!("a temporary file for the rows of workers: {error}");
    DataFusionError::IoError(io::Error::new(error.kind(), message))
}

struct MemoryBytes {
    bytes: Arc<Vec<u8>>,
    at: usize,
}

impl Read for MemoryBytes {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = (&self.bytes[self.at..]).read(out)?;
        self.at += count;
        Ok(count)
    }
}

/// Several readers may share the file.
struct FileBytes {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Read for FileBytes {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(out)?;
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::UInt64Array;
    use datafusion::arrow::datatypes::{DataType, Field, Schema};
    use datafusion::arrow::ipc::writer::StreamWriter;
    use datafusion::execution::memory_pool::{GreedyMemoryPool, UnboundedMemoryPool};

    use super::*;

    #[test]
    fn rows_are_the_same_in_memory_and_in_files() {
        let schema: SchemaRef = Arc::new(Schema::new(vec![Field::new("id", DataType::UInt64, true)]));
        let batch = |from: u64| {
            let ids = UInt64Array::from_iter_values(from..from + 5000);
            RecordBatch::try_new(schema.clone(), vec![Arc::new(ids)]).unwrap()
        };
        let batches: Vec<RecordBatch> = (0..10).map(|index| batch(index * 5000)).collect();
        let mut writer = StreamWriter::try_new(Vec::new(), &schema).unwrap();
        batches.iter().for_each(|batch| writer.write(batch).unwrap());
        let bytes = writer.into_inner().unwrap();
        let unbounded: Arc<dyn MemoryPool> = Arc::new(UnboundedMemoryPool::default());
        let little: Arc<dyn MemoryPool> = Arc::new(GreedyMemoryPool::new(100 << 10));
        for (pool, memory, is_in_file) in
            [(&unbounded, 1 << 20, false), (&unbounded, 100 << 10, true), (&little, 1 << 20, true)]
        {
            let mut spool = Spool::with_memory(pool, memory);
            bytes.chunks(10_000).for_each(|chunk| spool.push(chunk).unwrap());
            assert_eq!((spool.len(), spool.file.is_some()), (bytes.len() as u64, is_in_file));
            for _ in 0..2 {
                let read: Vec<RecordBatch> = spool.batches(&schema).unwrap().map(Result::unwrap).collect();
                assert_eq!(read, batches);
            }
        }
    }
}
